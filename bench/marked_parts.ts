// Updates a page that is partly written by hand: the text between two marks is generated.

const begin = (part: string, command: string) => `<!-- ${part}: made by ${command} -->`;
const end = (part: string) => `<!-- end of ${part} -->`;

/** The page with a new text in one part. The rest is kept. */
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
