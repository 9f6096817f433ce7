import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { fileOf, root } from '../pages.js';

const PICTURE =
  /<picture><source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"><img src="([^"]+)"([^>]*)><\/picture>/g;

/** The files that the pages show, from the root of the repository. They have the same path on the site. */
export const shown = new Set<string>();

/**
 * GitHub chooses dark pictures by the system's setting. On the site the reader can choose, so that both pictures are
 * in the page and the theme shows one of them. The other one is not loaded.
 */
export function pictures(md: MarkdownRenderer, base: string): void {
  /** The address of a picture that a file shows. */
  function addressOf(src: string, file: string): string {
    const path = relative(root, resolve(dirname(file), src));
    if (!existsSync(join(root, path)))
      throw new Error(`${path} does not exist, but ${file} shows it`);
    shown.add(path);
    return base + path;
  }

  md.core.ruler.after('normalize', 'pictures', (state) => {
    const image = (name: string, src: string, rest: string) =>
      `<img class="${name}" loading="lazy" src="${addressOf(src, fileOf(state.env))}"${rest}>`;
    state.src = state.src.replaceAll(
      PICTURE,
      (_, dark, light, rest) => image('if-light', light, rest) + image('if-dark', dark, rest),
    );
    if (state.src.includes('<source ')) {
      throw new Error(`Unknown notation of a picture in ${fileOf(state.env)}`);
    }
  });

  const { image } = md.renderer.rules;
  if (image === undefined) throw new Error('VitePress has no rule for images.');
  md.renderer.rules.image = (tokens, index, options, env, self) => {
    const src = String(tokens[index].attrGet('src'));
    if (!/^https?:/.test(src)) tokens[index].attrSet('src', addressOf(src, fileOf(env)));
    return image(tokens, index, options, env, self);
  };
}
