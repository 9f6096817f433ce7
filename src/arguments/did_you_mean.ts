/** Names that differ in more letters, or in more than half of their letters, are considered unrelated. */
const FARTHEST = 2;

/** Nobody types longer names, but a hostile model may contain them. */
const LONGEST = 100;

/** A question that suggests the most similar name, to append to an error; empty if no name is similar. */
export function didYouMean(given: string, names: readonly string[]): string {
  const closest = closestTo(given, names);
  return closest === undefined ? '' : ` Did you mean ${closest}?`;
}

/** The name that is most like the given one; `undefined` if none is. */
export function closestTo(
  given: string,
  names: readonly string[],
  farthest = FARTHEST,
): string | undefined {
  if (given.length > LONGEST) return undefined;
  let closest: string | undefined;
  let least = Math.min(farthest, Math.floor(given.length / 2)) + 1;
  for (const name of names) {
    if (Math.abs(given.length - name.length) >= least) continue;
    const distance = distanceOf(given.toLowerCase(), name.toLowerCase());
    if (distance < least) [closest, least] = [name, distance];
  }
  return closest;
}

/** The number of letters that must be changed, removed, inserted, or swapped with the next. */
function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}
