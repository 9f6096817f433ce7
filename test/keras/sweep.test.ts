import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { compared, type SweepResult, tableOf } from '../../scripts/keras/compared.js';
import { layerClasses } from '../../src/keras/config/layer_classes.js';
import { isOurClass } from '../../src/keras/config/registry.js';
import { outcomeOf, readSweep, SWEEPS } from '../support/sweep.js';

// Each class of layers with each of its arguments: what loads computes what Keras computed, and the rest is refused. What is refused
// stands in refused.json, so that it changes only where someone sees it: `npm run sweep` writes it anew.

const REFUSED = 'test/fixtures/keras/sweep/refused.json';
const refusedCases: Record<string, string[]> = JSON.parse(readFileSync(REFUSED, 'utf8'));

/** tfjs has no gradients of pooling and of embeddings on wasm. */
const isTrained = globalThis.BACKEND !== 'wasm';

const results: SweepResult[] = [];

beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(); // tfjs warns of each unrolled layer.
  for (const sweep of SWEEPS) {
    for (const each of await readSweep(sweep)) {
      results.push({ ...each, sweep, outcome: await outcomeOf(each, isTrained) });
    }
  }
}, 300_000);

/** What is refused because of wasm may not be in the list. */
const isRefusedHere = ({ outcome: { kind, reason } }: SweepResult): boolean =>
  kind === 'refused' && /the wasm backend/.test(reason);

test('nothing that loads has another output, 2e-5 off, fused or not, or another loss in five steps of training, 1e-4 off', () => {
  const wrong = results.filter(({ outcome: { kind } }) => kind === 'wrong' || kind === 'throws');
  expect(wrong.map(({ sweep, name, outcome }) => [sweep, name, outcome.reason])).toEqual([]);
  expect(results.length).toBeGreaterThan(2000);
});

test('what is refused is what refused.json says', () => {
  for (const sweep of SWEEPS) {
    const ofSweep = results.filter((each) => each.sweep === sweep && !isRefusedHere(each));
    const names = new Set(ofSweep.map(({ name }) => name));
    const refused = ofSweep.filter(({ outcome }) => outcome.kind === 'refused');
    expect(refused.map(({ name }) => name)).toEqual(
      refusedCases[sweep].filter((name) => names.has(name)),
    );
  }
});

test('a refusal names the layer, and says why', () => {
  const refused = results.filter(({ outcome: { kind } }) => kind === 'refused');
  const clear = /'.*' \(\w+\) at model\S*:? \w+|^The model cannot be built in tfjs: \w+/;
  const unclear = refused.filter(({ outcome: { reason } }) => !clear.test(reason));
  expect(unclear.map(({ sweep, name, outcome }) => [sweep, name, outcome.reason])).toEqual([]);
});

test('each class of layers of tfjs, and each row of layer_classes.ts, is compared or refused', () => {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const ofTfjs = Object.entries(classNameMap)
    .filter(([name, [each]]) => each.prototype instanceof tf.layers.Layer && !isOurClass(name))
    .map(([name]) => name);
  const rows = [...layerClasses.keys()].filter((name) => !name.startsWith('Keras>'));
  const classes = new Set([...ofTfjs, ...rows]);
  for (const { mendedBy } of layerClasses.values()) if (mendedBy) classes.delete(mendedBy);
  classes.delete('ConvLSTM2DCell'); // Keras has it, and gives it to nobody.
  classes.delete('Model'); // What Keras called a Functional before 2.4.
  const seen = new Set(results.map((each) => each.class));
  expect([...classes].filter((name) => !seen.has(name))).toEqual([]);
});

test('the table for the command `check` is that of these results', () => {
  if (globalThis.BACKEND === 'wasm') return;
  const { table } = compared(results);
  expect(readFileSync('src/keras/compared.ts', 'utf8')).toBe(tableOf(table));
});
