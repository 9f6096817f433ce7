import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { allPages, fileOf, placeOf, root } from '../pages.js';
import { repository } from '../repository.js';

/**
 * Converts the links in the Markdown, which lead to files of the repository, to links of the site. A link leads to
 * the page of the file or, if there is none, to the file on GitHub. If the address of the repository is unknown, only
 * the text of such a link is kept.
 *
 * @throws If the file does not exist.
 */
export function links(md: MarkdownRenderer, base: string): void {
  const pages = new Set(allPages());

  /** The target of a link; `undefined` if it has none yet. */
  function targetOf(href: string, file: string): string | undefined {
    if (/^([a-z]+:|#|\/)/.test(href)) return href;
    const [path, hash = ''] = href.split(/(?=#)/);
    const target = relative(root, resolve(dirname(file), path));
    if (pages.has(target)) return `/${placeOf(target)}${hash}`;
    if (!existsSync(join(root, target))) {
      throw new Error(`The file of a link does not exist: ${href}, in ${relative(root, file)}`);
    }
    return repository && `${repository}/blob/main/${target}${hash}`;
  }

  md.core.ruler.push('links', ({ tokens, env }) => {
    const file = fileOf(env);
    for (const block of tokens) {
      let isRemoved = false;
      block.children = (block.children ?? []).filter((token) => {
        if (token.type === 'link_open') {
          const target = targetOf(String(token.attrGet('href')), file);
          if (target === undefined) isRemoved = true;
          else token.attrSet('href', target);
          return !isRemoved;
        }
        if (token.type !== 'link_close' || !isRemoved) return true;
        isRemoved = false;
        return false;
      });
      for (const token of [block, ...block.children]) {
        if (!token.type.startsWith('html_')) continue;
        token.content = token.content.replaceAll(/(?<=<a href=")[^"]+/g, (href) => {
          const target = targetOf(href, file);
          if (target === undefined) throw new Error(`Write this link as Markdown: ${href}`);
          return target.replace(/^\//, base).replace(/\.md(?=$|#)/, '.html');
        });
      }
    }
  });
}
