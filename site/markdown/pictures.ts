import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { fileOf, root } from '../pages.js';

const PICTURE =
  /<picture><source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"><img src="([^"]+)"([^>]*)><\/picture>/g;

/** The files that the pages show, from the root of the repository. They have the same place on the site. */
export const shown = new Set<string>();

/**
 * GitHub asks the system whether a picture is to be dark. Here the reader may choose too, so there are both pictures,
 * and the theme shows one. The other is not loaded.
 */
export function pictures(md: MarkdownRenderer, base: string): void {
  /** The address of a picture that a file shows. */
  function addressOf(src: string, file: string): string {
    const path = relative(root, resolve(dirname(file), src));
    if (!existsSync(join(root, path))) throw new Error(`There is no ${path}, which ${file} shows`);
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
      throw new Error(`A picture is not written as the others are, in ${fileOf(state.env)}`);
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
