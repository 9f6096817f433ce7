// A page that is written by hand in part: what stands between two marks is made by a program.

const begin = (part: string, command: string) => `<!-- ${part}: made by ${command} -->`;
const end = (part: string) => `<!-- end of ${part} -->`;

/** The page with a new text in one part; the rest is kept. */
export function withPart(
  page: string,
  part: string,
  text: string,
  command = 'npm run bench',
): string {
  const [first, last] = [begin(part, command), end(part)];
  const [from, to] = [page.indexOf(first), page.indexOf(last)];
  if (from < 0 || to < from)
    throw new Error(`The page has no section between ${first} and ${last}`);
  return `${page.slice(0, from)}${first}\n\n${text}\n\n${page.slice(to)}`;
}
