/**
 * Checks that the navigation has all pages.
 *
 * @param listed The pages that the navigation leads to.
 * @param written The pages that must be among them.
 * @param exists Whether there is a page.
 * @throws When one of them is not in the navigation, and when the navigation has one that does not exist.
 */
export function checkNavigation(
  listed: readonly string[],
  written: readonly string[],
  exists: (page: string) => boolean,
): void {
  const missing = listed.filter((page) => !exists(page));
  if (missing.length > 0) {
    throw new Error(`The navigation has pages that do not exist: ${missing.join(', ')}`);
  }
  const unlisted = written.filter((page) => !listed.includes(page));
  if (unlisted.length > 0) {
    throw new Error(
      `These pages are not in site/navigation.ts, or not in the gallery: ${unlisted.join(', ')}`,
    );
  }
}
