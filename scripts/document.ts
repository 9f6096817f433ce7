import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { withPart } from '../bench/marked_parts.js';
import { curve, gallery } from './curves.js';
import { readAccuracies } from './document/accuracy.js';
import { costsOf, costTable } from './document/costs.js';
import { entries } from './document/entries.js';
import { example } from './document/examples.js';
import { overview } from './document/overview.js';
import { page } from './document/page.js';
import { runPrograms } from './document/run_programs.js';
import { endingOf, themes } from './themes.js';

// Generates files from the catalogue, in this repository or in the given folder.

const repository = join(import.meta.dirname, '..');
const [, , root = repository] = process.argv;

tf.env().set('PROD', true);

const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const accuracies = readAccuracies(read('docs/accuracy.md'));
const costs = costsOf(read('bench/CATALOGUE.md'));
const programs = entries.map(example);
const outputs = await runPrograms(programs, {
  '@tensorflow/tfjs': import.meta.resolve('@tensorflow/tfjs'),
  'tfjs-advanced-activations': pathToFileURL(join(repository, 'src/index.ts')).href,
});

const files: Record<string, string> = {
  'docs/activations.md': overview(),
  'docs/choosing.md': withPart(
    read('docs/choosing.md'),
    'costs',
    costTable(costs),
    'npm run document',
  ),
};
for (const [i, entry] of entries.entries()) {
  files[`docs/activations/${entry.name}.md`] = page(entry, {
    accuracies: accuracies.get(entry.name),
    costs: costs.get(entry.name),
    program: programs[i],
    output: outputs[i],
  });
}
for (const [name, theme] of Object.entries(themes)) {
  const ending = endingOf(name);
  files[`docs/gallery${ending}`] = await gallery(entries, theme);
  for (const entry of entries)
    files[`docs/curves/${entry.name}${ending}`] = await curve(entry, theme);
}

// Removes files of activations that have been renamed.
for (const folder of ['docs/activations', 'docs/curves']) {
  rmSync(join(root, folder), { recursive: true, force: true });
}
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
