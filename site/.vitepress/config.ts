import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { base } from '../base.js';
import { blocks } from '../markdown/blocks.js';
import { links } from '../markdown/links.js';
import { mathematics } from '../markdown/mathematics.js';
import { pictures, shown } from '../markdown/pictures.js';
import { allPages, otherFiles, placeOf, root } from '../pages.js';
import { repository } from '../repository.js';
import { sidebar } from '../sidebar.js';
import { slugOf } from '../slugs.js';

const pages = allPages();

export default defineConfig({
  title: 'tfjs-advanced-activations',
  description:
    'Activations for TensorFlow.js: those of Keras, PyTorch, JAX and the papers, and your own',
  lang: 'en',
  base,
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],

  // The pages are the Markdown files of the repository, in their places.
  srcDir: root,
  srcExclude: otherFiles(),
  outDir: join(root, 'site/dist'),
  rewrites: Object.fromEntries(pages.map((page) => [page, placeOf(page)])),
  metaChunk: true, // The navigation is one file for all pages.
  router: { prefetchLinks: false }, // The sidebar links to 40 pages, which would be a third of everything that is loaded.

  markdown: {
    // In these themes, all colours have enough contrast with the background.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    attrs: { disable: true }, // GitHub does not treat braces as attributes.
    anchor: { slugify: slugOf },
    config: (md) => {
      pictures(md, base);
      blocks(md);
      mathematics(md);
      links(md, base);
    },
  },

  themeConfig: {
    nav: [
      { text: 'Guide', link: '/start' },
      { text: 'Activations', link: '/activations' },
      { text: 'API', link: '/api/' },
      // The playground is not a page of VitePress, so its link must load a new page.
      { text: 'Playground', link: '/playground/', target: '_self' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        translations: { button: { buttonAriaLabel: '' } }, // The accessible name is the visible text of the button.
        miniSearch: {
          searchOptions: {
            // Pages with explanations come before the reference, and both before tables of numbers.
            boostDocument: (page: string) =>
              page.includes('/bench/') ? 0.25 : page.includes('/api/') ? 0.5 : 1,
          },
        },
      },
    },
    externalLinkIcon: false,
    ...(repository && { socialLinks: [{ icon: 'github', link: repository }] }),
  },

  // Pictures are files beside the pages. As modules, all of which a page loads, they would be many small scripts.
  vue: { template: { transformAssetUrls: false } },
  async buildEnd({ outDir }) {
    for (const file of shown) await cp(join(root, file), join(outDir, file));
  },

  vite: {
    publicDir: false,
    build: {
      chunkSizeWarningLimit: 3000, // The search index, which is loaded with the first search.
    },
  },
});
