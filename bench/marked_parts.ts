// A page that is written by hand in part: what stands between two marks is made by the benchmark.

const begin = (part: string) => `<!-- ${part}: made by npm run bench -->`;
const end = (part: string) => `<!-- end of ${part} -->`;

/** The page with a new text in one part; the rest is kept. */
export function withPart(page: string, part: string, text: string): string {
  const [from, to] = [page.indexOf(begin(part)), page.indexOf(end(part))];
  if (from < 0 || to < from) {
    throw new Error(`The page has no part between ${begin(part)} and ${end(part)}`);
  }
  return `${page.slice(0, from)}${begin(part)}\n\n${text}\n\n${page.slice(to)}`;
}
