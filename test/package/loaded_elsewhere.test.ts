import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { act, defineActivation } from '../../src/index.js';
import { saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saved-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('activations with arguments and formulas load in a process that does not define them', async () => {
  defineActivation({ name: 'bowed', formula: 'a * x ** 2', parameters: { a: 0.5 } });
  const activations = [
    act('leaky_relu', { alpha: 0.1 }),
    act('x * sigmoid(1.702 * x)'),
    act('bowed(x) + Shift * x', { Shift: 3 }),
    act<'bowed'>('bowed', { a: 2 }),
    act<'bowed'>('bowed'),
  ];
  const model = tf.sequential({
    layers: activations.map((activation) =>
      tf.layers.dense({ units: 3, inputShape: [3], activation }),
    ),
  });
  const { modelTopology, weightSpecs, weightData } = await saved(model);
  const [topology, weights] = ['model.json', 'weights.bin'].map((name) => join(folder, name));
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  await writeFile(topology, JSON.stringify({ modelTopology, weightsManifest }));
  await writeFile(weights, new Uint8Array(weightData as ArrayBuffer));
  const rows = [
    [-1, 0.5, 2],
    [0.25, -3, 1],
  ];
  const output = await runInNode([
    'test/support/predict.js',
    topology,
    weights,
    JSON.stringify(rows),
  ]);
  const elsewhere = (JSON.parse(output) as number[][]).flat();
  await expectValues(model.predict(tf.tensor2d(rows)) as tf.Tensor, elsewhere);
});
