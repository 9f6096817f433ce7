/** Pages that are to be in some place, and those that are. */
export interface Listing {
  /** How the place is called in an error. */
  readonly place: string;
  readonly listed: readonly string[];
  /** The pages that must be among them. */
  readonly written: readonly string[];
}

/**
 * Checks that a place that leads to pages leads to all of them.
 *
 * @param exists Whether there is a page.
 * @throws When it leaves one out, and when it has one that does not exist.
 */
export function checkNavigation(
  { place, listed, written }: Listing,
  exists: (page: string) => boolean,
): void {
  const missing = listed.filter((page) => !exists(page));
  if (missing.length > 0) {
    throw new Error(`There are no such pages, which are in ${place}: ${missing.join(', ')}`);
  }
  const unlisted = written.filter((page) => !listed.includes(page));
  if (unlisted.length > 0) {
    throw new Error(`These pages are not in ${place}: ${unlisted.join(', ')}`);
  }
}
