/** Whether the tests run in a page of a browser rather than in Node. */
export const IN_PAGE = typeof document !== 'undefined';

/** The place of a file under test/fixtures: a path in Node, a URL in a page. */
export function fixture(name: string): string {
  return IN_PAGE ? `/test/fixtures/${name}` : `test/fixtures/${name}`;
}

export async function readFixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (IN_PAGE) return new Uint8Array(await (await fetch(fixture(name))).arrayBuffer());
  const { readFile } = await import('node:fs/promises');
  return new Uint8Array(await readFile(fixture(name)));
}
