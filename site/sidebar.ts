import type { DefaultTheme } from 'vitepress';
import { API, GALLERY, navigation } from './navigation.js';
import { API_FOLDER, apiPages, families, placeOf } from './pages.js';
import { slugOf } from './slugs.js';

type Item = DefaultTheme.SidebarItem;

/** A link to each page, in groups. */
export const sidebar: Item[] = [
  ...navigation.slice(0, 1).map(group),
  {
    text: 'Activations',
    items: [
      item('Gallery', GALLERY),
      ...families().map(({ title, pages }) => ({
        text: title,
        link: `/activations#${slugOf(title)}`,
        collapsed: true,
        items: pages.map((page) => item(nameOf(page), page)),
      })),
    ],
  },
  {
    text: 'API',
    items: [
      item('Overview', API),
      ...inApi('index/variables'),
      ...inApi('index/functions'),
      apiGroup('Layer classes', 'index/classes'),
      apiGroup('Types', 'index/(interfaces|type-aliases)'),
      apiGroup('Keras models', 'keras'),
      apiGroup('Faster inference', 'fuse'),
    ],
  },
  ...navigation.slice(1).map(group),
];

function group({ title, pages }: (typeof navigation)[number]): Item {
  return { text: title, items: Object.entries(pages).map(([text, page]) => item(text, page)) };
}

/** A group that can be opened, and links to its part of the overview. */
function apiGroup(text: string, folder: string): Item {
  return { text, link: `/api/#${slugOf(text)}`, collapsed: true, items: inApi(folder) };
}

/** The API pages by TypeDoc in a folder. */
function inApi(folder: string): Item[] {
  const pattern = new RegExp(`^${API_FOLDER}/${folder}/`);
  return apiPages()
    .filter((page) => pattern.test(page))
    .map((page) => item(nameOf(page), page));
}

function item(text: string, page: string): Item {
  return { text, link: `/${placeOf(page).replace(/(index)?\.md$/, '')}` };
}

function nameOf(page: string): string {
  return page.slice(page.lastIndexOf('/') + 1, -'.md'.length);
}
