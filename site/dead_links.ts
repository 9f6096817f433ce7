import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ORIGIN = 'http://site';

/**
 * The links of built pages whose target file or anchor does not exist, each with its page.
 *
 * @param folder The folder of the built site.
 * @param base The path under which it is published.
 */
export function deadLinks(folder: string, base: string): string[] {
  const pages = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // The playground is a separate page, whose anchors are its state.
      .filter((path) => path.endsWith('.html') && !path.startsWith('playground'))
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
  );
  const anchors = new Map(
    [...pages].map(([path, html]) => [path, new Set(matches(html, /\sid="([^"]*)"/g))]),
  );

  const isDead = (link: string, page: string) => {
    const { origin, pathname, hash } = new URL(link, `${ORIGIN}${base}${page}`);
    if (origin !== ORIGIN) return false;
    if (!pathname.startsWith(base)) return true;
    const path = decodeURI(pathname.slice(base.length)).replace(/(^|\/)$/, '$1index.html');
    if (!existsSync(join(folder, path))) return true;
    return hash !== '' && anchors.get(path)?.has(decodeURIComponent(hash.slice(1))) === false;
  };
  return [...pages].flatMap(([page, html]) =>
    [...new Set(matches(html, /<(?:a|img|link|script)\s[^>]*?(?:href|src)="([^"]*)"/g))]
      .filter((link) => isDead(link.replaceAll('&amp;', '&'), page))
      .map((link) => `${page}: ${link}`),
  );
}

const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, first]) => first);
