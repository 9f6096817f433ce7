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

  // The pages are the Markdown of the repository, where it is.
  srcDir: root,
  srcExclude: otherFiles(),
  outDir: join(root, 'site/dist'),
  rewrites: Object.fromEntries(pages.map((page) => [page, placeOf(page)])),
  metaChunk: true, // The navigation is one file for all pages.
  router: { prefetchLinks: false }, // The sidebar leads to 40 pages: a third of all that is loaded.

  markdown: {
    // Of these, all colours differ enough from the ground.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    attrs: { disable: true }, // Braces are no attributes on GitHub.
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
      // It is not a page of VitePress, so its link loads a new page.
      { text: 'Playground', link: '/playground/', target: '_self' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        translations: { button: { buttonAriaLabel: '' } }, // What is seen on the button names it.
        miniSearch: {
          searchOptions: {
            // A page that explains before the reference, and both before tables of numbers.
            boostDocument: (page: string) =>
              page.includes('/bench/') ? 0.25 : page.includes('/api/') ? 0.5 : 1,
          },
        },
      },
    },
    externalLinkIcon: false,
    ...(repository && { socialLinks: [{ icon: 'github', link: repository }] }),
  },

  // Pictures are files beside the pages. As modules, of which a page loads each, they would be many small scripts.
  vue: { template: { transformAssetUrls: false } },
  async buildEnd({ outDir }) {
    for (const file of shown) await cp(join(root, file), join(outDir, file));
  },

  vite: {
    publicDir: false,
    build: {
      chunkSizeWarningLimit: 3000, // The index of the search, which is loaded with the first search.
    },
  },
});
