import { type Site, useSiteIn } from '../support/site.js';

export { closeAfterEach } from '../support/site.js';

/** The playground as `build_site.js` has built it, somewhere below the root, as static servers have it. */
export function useSite(): Site {
  return useSiteIn(process.env.PLAYGROUND_SITE ?? '', '/some/folder/');
}
