/** Names that differ by more letters are different names, and so are those that differ by more than half. */
const FARTHEST = 2;

/** Nobody types longer names. A hostile model may have them. */
const LONGEST = 100;

/** A question after the name that is most like the given one, to stand in an error; nothing if none is. */
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

/** How many letters must be changed, left out, put in, or swapped with the next. */
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
