import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { outcomeOf, readSweep, SWEEPS } from '../test/support/sweep.js';
import { compared, type SweepResult, tableOf } from './keras/compared.js';

// Loads the models of test/fixtures/keras/sweep, and writes which of them are refused and which classes were
// compared.

process.chdir(join(import.meta.dirname, '..'));
tf.env().set('PROD', true);
console.warn = () => undefined; // tfjs warns about each unrolled layer.
await tf.setBackend('cpu');

const results: SweepResult[] = [];
for (const name of SWEEPS) {
  for (const each of await readSweep(name)) {
    results.push({ ...each, sweep: name, outcome: await outcomeOf(each, true) });
  }
}

const wrong = results.filter(({ outcome: { kind } }) => kind === 'wrong' || kind === 'throws');
for (const { sweep, name, outcome } of wrong) {
  console.error(`${outcome.kind} in ${sweep}: ${name}: ${outcome.reason}`);
}
const { table, refused } = compared(results);
writeFileSync('test/fixtures/keras/sweep/refused.json', `${JSON.stringify(refused, null, 2)}\n`);
writeFileSync('src/keras/compared.ts', tableOf(table));
console.log(
  `${results.length} models, ${Object.values(refused).flat().length} refused, ${wrong.length} wrong`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
