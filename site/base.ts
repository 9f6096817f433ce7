/** The path under which the site is published: `/` or, for a project on GitHub Pages, `/name/`. */
export const base = process.env.SITE_BASE || '/';

if (!/^\/(.+\/)?$/.test(base)) {
  throw new Error(`SITE_BASE must begin and end with a slash. Received: ${base}`);
}
