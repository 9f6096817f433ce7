import * as tf from '@tensorflow/tfjs';
import { ELU, LeakyReLU, PReLU, ReLU, Softmax, ThresholdedReLU } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { compile, networkOfSix } from '../support/six_layers.js';
import { expectValues, random } from '../support/values.js';

const data = () => ({
  x: tf.tensor(random(60), [12, 5]),
  y: tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3).toFloat(),
});

test('a trained network of all six layers is saved, loaded and trained further as if it had not been saved', async () => {
  const { x, y } = data();
  const model = networkOfSix();
  for (let step = 0; step < 3; step++) await model.trainOnBatch(x, y);
  const loaded = await load(await saved(model));
  await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  compile(loaded);
  const losses = async (network: tf.LayersModel) => [
    (await network.trainOnBatch(x, y)) as number,
    (await network.trainOnBatch(x, y)) as number,
  ];
  await expectValues(await losses(loaded), await losses(model), { ulp: 8, absolute: 0 });
});

test('the loss of the network falls to a tenth in 40 steps', async () => {
  // A step takes half a second on a software renderer. in_browser/saved_models.test.ts trains there, until the loss
  // is halved.
  if (tf.getBackend() === 'webgpu') return;
  const { x, y } = data();
  const model = networkOfSix();
  const first = (await model.trainOnBatch(x, y)) as number;
  let last = first;
  for (let step = 0; step < 40; step++) last = (await model.trainOnBatch(x, y)) as number;
  expect(last).toBeLessThan(first / 10);
});

test('a model saved by stock tfjs in another process loads with these layers, predicts the same and trains', async () => {
  const output = await runInNode(['test/support/save_with_stock_tfjs.js']);
  const { modelTopology, weightSpecs, weights, x, predictions } = JSON.parse(output);
  const bytes = Uint8Array.from(Buffer.from(weights, 'base64'));
  const model = await load({ modelTopology, weightSpecs, weightData: bytes.buffer });
  const classes = model.layers.map((layer) => layer.constructor);
  for (const layerClass of [LeakyReLU, PReLU, ELU, ReLU, Softmax, ThresholdedReLU]) {
    expect(classes).toContain(layerClass);
  }
  const input = tf.tensor(x as number[], [8, 4]);
  const bound = { ulp: 32, absolute: 1e-6 };
  await expectValues(model.predict(input) as tf.Tensor, predictions as number[], bound);
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
  const before = (await model.trainOnBatch(input, tf.ones([8, 3]))) as number;
  expect((await model.trainOnBatch(input, tf.ones([8, 3]))) as number).toBeLessThan(before);
});
