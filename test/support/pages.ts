import { readFileSync } from 'node:fs';

/** A fenced block of a page, and the output that the page shows for it. */
export interface Block {
  readonly language: string;
  readonly text: string;
  readonly prints?: string;
}

/** The fenced blocks of a Markdown page, including those in lists. */
export function blocksOf(path: string): Block[] {
  const fence = /^```(\w*)\n([\s\S]*?)^```$(?:\n\nprints\n\n```text\n([\s\S]*?)\n```)?/gm;
  return [...readFileSync(path, 'utf8').matchAll(fence)].map(([, language, text, prints]) => ({
    language,
    text,
    prints,
  }));
}

/**
 * The relative paths of the files to which a Markdown page links or which it shows, without other sites and anchors
 * in the page.
 */
export function linksOf(path: string): string[] {
  const page = readFileSync(path, 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
  const links = page.matchAll(/\]\(([^)#]+)[^)]*\)|(?:href|src|srcset)="([^"]+)"/g);
  return [...links]
    .map(([, inText, inHtml]) => inText ?? inHtml)
    .filter((target) => !/^https?:/.test(target));
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** Expects the same text with the same numbers, except for the last digit, which depends on the engine. */
export function expectToPrint(received: string, expected: string): void {
  const withoutNumbers = (text: string) => text.replaceAll(NUMBER, '#').replaceAll(/ +/g, ' ');
  expect(withoutNumbers(received)).toBe(withoutNumbers(expected));
  const [ours, theirs] = [received, expected].map((text) => text.match(NUMBER) ?? []);
  ours.forEach((each, i) => {
    expect(Math.abs(Number(each) - Number(theirs[i]))).toBeLessThan(1e-6);
  });
}
