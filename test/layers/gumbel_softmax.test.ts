import * as tf from '@tensorflow/tfjs';
import { layers, ops } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

const LOGITS = [0.5, 2, -1, 0];
const sum = LOGITS.reduce((total, value) => total + Math.exp(value), 0);
const SHARES = LOGITS.map((value) => Math.exp(value) / sum);
const COUNT = 4000;
const many = () => tf.tile(tf.tensor2d([LOGITS]), [COUNT, 1]);

test('a hard sample selects each category with its softmax probability, within five standard deviations', async () => {
  const samples = ops.gumbelSoftmax(many(), -1, { hard: true, temperature: 0.3, seed: 7 });
  await expectValues(
    tf.sum(samples, 1),
    Array.from({ length: COUNT }, () => 1),
  );
  const frequencies = await tf.mean(samples, 0).data();
  for (const [i, share] of SHARES.entries()) {
    const deviation = Math.sqrt((share * (1 - share)) / COUNT);
    expect(Math.abs(frequencies[i] - share)).toBeLessThan(5 * deviation);
  }
});

test('the largest entry of a soft sample is the category of the hard one, which has the gradient of the soft one', async () => {
  const options = { temperature: 0.5, seed: 3 };
  const x = tf.tensor2d([LOGITS, LOGITS, LOGITS]);
  const soft = ops.gumbelSoftmax(x, -1, options);
  const hard = ops.gumbelSoftmax(x, -1, { ...options, hard: true });
  await expectValues(hard, ops.hardmax(soft));
  await expectValues(tf.sum(soft, 1), [1, 1, 1], { ulp: 4, absolute: 0 });
  const dy = tf.tensor2d([
    [1, 2, 3, 4],
    [4, 3, 2, 1],
    [0, 1, 0, 1],
  ]);
  const slope = (hard: boolean) =>
    tf.grad((x: tf.Tensor) => ops.gumbelSoftmax(x, -1, { ...options, hard }))(x, dy);
  await expectValues(slope(true), slope(false));
});

test('a NaN makes its slice NaN, also for a hard sample, and the lowest temperature does not overflow', async () => {
  const all = [Number.NaN, Number.NaN, Number.NaN];
  for (const hard of [false, true]) {
    await expectValues(ops.gumbelSoftmax([Number.NaN, 0, 1], 0, { hard }), all);
    const cold = layers.gumbelSoftmax({ hard, temperature: 1e-6 });
    await expectValues(cold.apply(tf.tensor2d([[1e6, 0, -1e6]])) as tf.Tensor, [1, 0, 0]);
  }
});

test('each call draws new samples unless a seed is given, and -Infinity gives 0', async () => {
  const x = tf.tensor1d([0, 0, -Infinity]);
  const values = async (options?: object) => [...(await ops.gumbelSoftmax(x, 0, options).data())];
  expect(await values()).not.toEqual(await values());
  expect(await values({ seed: 5 })).toEqual(await values({ seed: 5 }));
  expect((await values())[2]).toBe(0);
});

test('the layer adds noise only in training, and can be saved', async () => {
  const model = tf.sequential({
    layers: [layers.gumbelSoftmax({ inputShape: [4], temperature: 2, seed: 4 })],
  });
  const x = tf.tensor2d([LOGITS]);
  await expectValues(model.predict(x) as tf.Tensor, ops.softmax(LOGITS.map((value) => value / 2)));
  const noisy = model.apply(x, { training: true }) as tf.Tensor;
  await expectValues(noisy, ops.gumbelSoftmax(x, -1, { temperature: 2, seed: 4 }));
  const again = await load(await saved(model));
  expect(again.layers[0].getConfig()).toMatchObject({
    temperature: 2,
    hard: false,
    seed: 4,
    axis: -1,
  });
  const hard = layers.gumbelSoftmax({ hard: true });
  await expectValues(hard.apply(x) as tf.Tensor, [0, 1, 0, 0]);
  const masked = hard.apply(x, { mask: tf.tensor2d([[1, 0, 1, 1]]) }) as tf.Tensor;
  await expectValues(masked, [1, 0, 0, 0]);
});

test.each<[string, () => unknown, string]>([
  [
    'temperature',
    () => ops.gumbelSoftmax([1], 0, { temperature: 0 }),
    'The temperature of gumbelSoftmax cannot be less than 0.000001. Received: temperature=0',
  ],
  [
    'hard',
    () => layers.gumbelSoftmax({ hard: 1 } as object),
    'The hard of a GumbelSoftmax layer must be true or false. Received: hard=1',
  ],
  [
    'heat',
    () => ops.gumbelSoftmax([1], 0, { heat: 1 } as object),
    'Unrecognized option of gumbelSoftmax.',
  ],
])('throws for an invalid argument: %s', (_case, call, message) => {
  expect(call).toThrow(message);
});
