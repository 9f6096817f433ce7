import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import katex from 'katex';
import { tidy } from '../../scripts/mathematics/simplify.js';
import { asInTextbook } from '../../scripts/mathematics/textbook.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { derivative } from '../../src/formula/derive.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { blocksOf, expectToPrint, linksOf } from '../support/pages.js';
import { lastLine, TYPESCRIPT, text } from '../support/programs.js';

jest.setTimeout(120000);

const root = join(__dirname, '../..');

/** The files of a folder and its subfolders, except for the API reference, which is not committed. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'api')
    .flatMap((each) => {
      const path = join(folder, each.name);
      return each.isDirectory() ? filesIn(path) : [path];
    })
    .sort();
}

const pages = filesIn(join(root, 'docs')).filter((path) => path.endsWith('.md'));
const pagesOfActivations = filesIn(join(root, 'docs/activations'));

test('the gallery and its pictures are up to date with the catalogue (run `npm run document` otherwise)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'document-'));
  await runInNode([...TYPESCRIPT, 'scripts/document.ts', folder]);
  const made = filesIn(folder).map((path) => relative(folder, path));
  const folders = ['docs/activations', 'docs/curves'];
  const kept = folders.flatMap((each) => filesIn(join(root, each)));
  expect(made).toEqual(expect.arrayContaining(kept.map((path) => relative(root, path))));
  for (const path of made) {
    const [received, expected] = [root, folder].map((each) =>
      readFileSync(join(each, path), 'utf8'),
    );
    if (received !== expected && path.endsWith('.md')) expectToPrint(received, expected);
    else expect({ path, isSame: received === expected }).toEqual({ path, isSame: true });
  }
  rmSync(folder, { recursive: true });
});

test('docs/activations.md names each op, and only ops in the form `ops.name`', async () => {
  const page = readFileSync(join(root, 'docs/activations.md'), 'utf8');
  const named = new Set([...page.matchAll(/`ops\.(\w+)`/g)].map(([, name]) => name));
  const program = `import { ops } from 'tfjs-advanced-activations'; console.log(Object.keys(ops).join());`;
  const ops = lastLine(await runInNode(text(program)));
  expect([...named].sort()).toEqual(ops.split(',').sort());
});

test('the programs in docs/activations/ run and print the output shown below them', async () => {
  const programs = pagesOfActivations.flatMap(blocksOf).filter(({ language }) => language === 'js');
  expect(programs.length).toBeGreaterThan(50);
  const runner = `
    import { readFileSync } from 'node:fs';
    import * as tf from '@tensorflow/tfjs';
    import { runPrograms } from './scripts/document/run_programs.ts';
    tf.env().set('PROD', true);
    const names = ['@tensorflow/tfjs', 'tfjs-advanced-activations'];
    const urls = names.map((name) => [name, import.meta.resolve(name)]);
    const programs = JSON.parse(readFileSync(0, 'utf8'));
    console.log(JSON.stringify(await runPrograms(programs, Object.fromEntries(urls))));`;
  const input = JSON.stringify(programs.map(({ text }) => text));
  const outputs: string[] = JSON.parse(
    await runInNode([...TYPESCRIPT, ...text(runner)], { input }),
  );
  programs.forEach(({ prints }, i) => {
    if (prints !== undefined) expectToPrint(outputs[i], prints);
  });
});

test('a block in docs/ is a program, a command, settings, valid mathematics, or text', () => {
  for (const page of pages) {
    for (const { language, text } of blocksOf(page)) {
      expect({ page, language }).toEqual({
        page,
        language: expect.stringMatching(/^(js|ts|python|json|sh|math|text)$/),
      });
      if (language === 'math') katex.renderToString(text, { strict: 'error', throwOnError: true });
    }
  }
});

test('the files that README.md and docs/ link to or show exist', () => {
  for (const page of [join(root, 'README.md'), ...pages]) {
    for (const target of linksOf(page)) {
      const isThere = existsSync(join(dirname(page), target));
      expect({ page, target, isThere }).toEqual({ page, target, isThere: true });
    }
  }
});

test('every export has a docstring in the API reference, which has no broken links', async () => {
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
  await runInNode([typedoc, '--emit', 'none']);
});

test('README.md states the number of activations that have a page', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(readme).toContain(`**${pagesOfActivations.length} activations**`);
});

test('the pictures together take less than 1 MB', () => {
  const sizes = filesIn(join(root, 'docs/curves')).map((path) => statSync(path).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1e6);
});

const formulas = Object.entries(elementwiseActivations).map(([name, { formula }]) => [
  name,
  formula,
]);

test.each(formulas)(
  'the mathematics shown for %s and its derivatives is within 1e-8 of the formula',
  (_name, formula) => {
    const expression = parse(formula);
    const shown = tidy(asInTextbook(formula).expression);
    const variables = variablesOf(expression);
    for (let x = -9.97; x < 10; x += 0.113) {
      const values = Object.fromEntries(variables.map((name, i) => [name, 1.3 + 0.4 * i]));
      const at = { ...values, x };
      expect(Math.abs(evaluate(shown, at) - evaluate(expression, at))).toBeLessThan(1e-8);
      for (const by of variables) {
        const slope = evaluate(tidy(derivative(shown, by)), at);
        expect(Math.abs(slope - evaluate(derivative(expression, by), at))).toBeLessThan(1e-8);
      }
    }
  },
);
