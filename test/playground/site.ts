import { type Site, useSiteIn } from '../support/site.js';

export { closeAfterEach } from '../support/site.js';

/** The playground as built by `build_site.js`, served below the root, as static servers often do. */
export function useSite(): Site {
  return useSiteIn(process.env.PLAYGROUND_SITE ?? '', '/some/folder/');
}
