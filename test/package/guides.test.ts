import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { blocksOf, expectToPrint } from '../support/pages.js';
import { text } from '../support/programs.js';
import { checkTypes } from '../support/types.js';

jest.setTimeout(120000);

// The programs of README.md and the guides run in separate processes, as a reader would copy them, and TypeScript
// checks them. In the folder of a package, its own name resolves to its exports.

declare const HAS_TENSORFLOW: boolean;

const root = join(__dirname, '../..');
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));

const programs = ['README.md', ...guides.map((file) => `docs/${file}`)].flatMap((page) =>
  blocksOf(join(root, page))
    .filter(({ language }) => language === 'ts' || language === 'js')
    .map((block, i) => ({ ...block, name: `${page}, program ${i + 1}` })),
);
const needsBrowser = (program: string) => /https:\/\/example.com|localstorage:/.test(program);
// If the native part of tfjs-node is missing, jest.config.js prints a warning.
const lacksTensorFlow = (program: string) =>
  program.includes('@tensorflow/tfjs-node') && !HAS_TENSORFLOW;

const run = async (program: string) =>
  runInNode(text((await transform(program, { loader: 'ts', format: 'esm' })).code));

const printing = programs.filter(({ text }) => !needsBrowser(text) && !lacksTensorFlow(text));

test.each(printing)('$name runs and prints the output shown below it', async ({ text, prints }) => {
  const printed = await run(text);
  expect(printed).not.toMatch(/error/i);
  if (prints !== undefined) expectToPrint(withoutNotice(printed).trim(), prints);
});

/** The output without the hint of tfjs in Node that recommends its native backend. */
function withoutNotice(printed: string): string {
  return printed.replace(/^=+$[\s\S]*?^=+$/m, '');
}

test('README.md and every guide contain programs', () => {
  expect(printing.length).toBeGreaterThan(15);
});

test('the programs in TypeScript compile under strict', () => {
  const folder = mkdtempSync(join(root, 'test/package/guides-'));
  try {
    const files = programs
      .filter(({ language }) => language === 'ts')
      .map(({ text }, i) => {
        const file = join(folder, `program${i}.mts`);
        writeFileSync(file, `${text}\nexport {};\n`);
        return file;
      });
    expect(checkTypes(files, 'ESNext', 'Bundler').complaints).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
