import * as tf from '@tensorflow/tfjs';
import { layers, ThresholdedReLU } from '../../src/index.js';
import { expectValues } from '../support/values.js';

const apply = (layer: ThresholdedReLU, x: number[]) => layer.apply(tf.tensor1d(x)) as tf.Tensor;

test('inputs up to 1, the default theta, give 0', async () => {
  await expectValues(apply(layers.thresholdedReLU(), [-2, 0.5, 1, 1.5, 3]), [0, 0, 0, 1.5, 3]);
});

test.each([0, 0.5])('with theta %d', async (theta) => {
  await expectValues(apply(layers.thresholdedReLU({ theta }), [-1, theta, 0.75]), [0, 0, 0.75]);
});

test('-Infinity gives 0, Infinity gives Infinity and NaN gives NaN', async () => {
  await expectValues(apply(layers.thresholdedReLU(), [-Infinity, Infinity, Number.NaN]), [
    0,
    Infinity,
    Number.NaN,
  ]);
});

test('the gradient is 0 up to theta and 1 above', async () => {
  const layer = layers.thresholdedReLU();
  const dx = tf.grad((x) => layer.apply(x) as tf.Tensor)(tf.tensor1d([0.5, 1, 1.5]));
  await expectValues(dx, [0, 0, 1]);
});

test('the config contains theta', () => {
  expect(layers.thresholdedReLU({ theta: 2 }).getConfig()).toMatchObject({ theta: 2 });
});

test.each([
  [
    { theta: -1 },
    'The theta of a ThresholdedReLU layer cannot be a negative value. Received: theta=-1',
  ],
  [{ theta: '1' }, 'must be a finite number. Received: theta="1"'],
])('refuses %j', (args, message) => {
  expect(() => new ThresholdedReLU(args as object)).toThrow(message);
});
