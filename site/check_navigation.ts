/** The pages that a place must list, and those that it lists. */
export interface Listing {
  /** The name of the place in an error. */
  readonly place: string;
  readonly listed: readonly string[];
  /** The pages that it must list. */
  readonly written: readonly string[];
}

/**
 * Checks that a place lists all pages.
 *
 * @param exists Whether a page exists.
 * @throws If a page is missing in the list, or the list contains one that does not exist.
 */
export function checkNavigation(
  { place, listed, written }: Listing,
  exists: (page: string) => boolean,
): void {
  const missing = listed.filter((page) => !exists(page));
  if (missing.length > 0) {
    throw new Error(`These pages in ${place} do not exist: ${missing.join(', ')}`);
  }
  const unlisted = written.filter((page) => !listed.includes(page));
  if (unlisted.length > 0) {
    throw new Error(`These pages are not in ${place}: ${unlisted.join(', ')}`);
  }
}
