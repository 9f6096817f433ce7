/** The path that the site is published under: `/` or, as GitHub has it for a project, `/name/`. */
export const base = process.env.SITE_BASE || '/';

if (!/^\/(.+\/)?$/.test(base)) {
  throw new Error(`SITE_BASE must begin and end with a slash. Received: ${base}`);
}
