import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNavigation } from './check_navigation.js';
import { API, GALLERY, HOME, navigation } from './navigation.js';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The folder to which TypeDoc writes. */
export const API_FOLDER = 'docs/api';

/** Folders without sources of pages. VitePress ignores the last two. */
const IGNORED = ['.git', 'dist', 'node_modules'];

/** A family of activations, and the Markdown files of its members. */
export interface Family {
  readonly title: string;
  readonly pages: readonly string[];
}

/** The activations by family, in the order of the gallery. */
export function families(): Family[] {
  const [, ...sections] = read(GALLERY).split(/^## /m);
  return sections
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      pages: [...section.matchAll(/href="(activations\/\w+\.md)"/g)].map(
        ([, page]) => `docs/${page}`,
      ),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** The Markdown files of the API reference by TypeDoc, by folder. */
export function apiPages(): string[] {
  return markdownIn(API_FOLDER).filter((page) => !page.endsWith('/README.md'));
}

/**
 * All pages of the site, as Markdown files from the root of the repository.
 *
 * @throws If a page of `docs/` is not in the navigation, or an entry of the navigation has no page.
 */
export function allPages(): string[] {
  const listed = [
    GALLERY,
    ...navigation.flatMap(({ pages }) => Object.values(pages)),
    ...families().flatMap(({ pages }) => pages),
  ];
  const exists = (page: string) => existsSync(join(root, page));
  const written = markdownIn('docs').filter((page) => !page.startsWith(`${API_FOLDER}/`));
  checkNavigation({ place: 'site/navigation.ts or the gallery', listed, written }, exists);
  const links = [...read(API).matchAll(/\]\(\.\.\/(docs\/api\/[^)]+)\)/g)].map(([, page]) => page);
  const exported = apiPages().filter((page) => /\/(classes|functions|variables)\//.test(page));
  checkNavigation({ place: API, listed: links, written: exported }, exists);
  return [HOME, API, ...listed, ...apiPages()];
}

/** The place of a page on the site: `activations/mish.md` for `docs/activations/mish.md`. */
export function placeOf(page: string): string {
  if (page === HOME) return 'index.md';
  if (page === API) return 'api/index.md';
  return page.startsWith('docs/') ? page.slice('docs/'.length) : page.toLowerCase();
}

/** The Markdown file that markdown-it reads, as reported by VitePress. */
export function fileOf({ realPath, path }: { realPath?: string; path: string }): string {
  return realPath ?? path; // The search index does not rewrite paths.
}

/** The Markdown files that are not pages, in the folders that VitePress searches. */
export function otherFiles(): string[] {
  const pages = new Set(allPages());
  return markdownIn('').filter((file) => !pages.has(file));
}

/** The Markdown files in a folder of the repository and its subfolders. */
function markdownIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((each) => {
      const path = join(folder, each.name).replaceAll('\\', '/');
      if (each.isDirectory()) return IGNORED.includes(each.name) ? [] : markdownIn(path);
      return path.endsWith('.md') ? [path] : [];
    })
    .sort();
}

const read = (page: string) => readFileSync(join(root, page), 'utf8');
