import * as tf from '@tensorflow/tfjs';
import { ELU, layers } from '../../src/index.js';
import { boundOfBackend, EXTREMES, expectValues } from '../support/values.js';

const apply = (layer: ELU, x: number[]) => layer.apply(tf.tensor1d(x)) as tf.Tensor;

test.each([1, 0.5, 2, -1.5])(
  'with alpha %d it equals its definition, from -3e38 to 3e38',
  async (alpha) => {
    const expected = EXTREMES.map((x) => (x > 0 ? x : alpha * Math.expm1(x)));
    await expectValues(apply(layers.elu({ alpha }), EXTREMES), expected, boundOfBackend());
  },
);

test('small negative inputs keep the digits that exp(x) - 1 loses', async () => {
  const x = [-1e-7, -1e-5, -1e-3].map(Math.fround);
  const y = await apply(layers.elu(), x).data();
  for (const [i, value] of x.entries()) {
    const exact = Math.expm1(value);
    // TensorFlow's own Elu loses them.
    const bound = tf.getBackend() === 'tensorflow' ? 1e-7 : 4e-7 * Math.abs(exact);
    expect(Math.abs(y[i] - exact)).toBeLessThan(bound);
  }
});

test('alpha 0 gives 0 for negative inputs, and NaN stays NaN', async () => {
  await expectValues(apply(layers.elu({ alpha: 0 }), [-Infinity, -2, 3, Number.NaN]), [
    0,
    0,
    3,
    Number.NaN,
  ]);
  await expectValues(apply(layers.elu(), [Number.NaN]), [Number.NaN]);
});

test('the gradient is alpha·exp(x) for x up to 0, and 1 above', async () => {
  const layer = layers.elu({ alpha: 0.5 });
  const dx = tf.grad((x) => layer.apply(x) as tf.Tensor)(tf.tensor1d([-100, -2, 0, 2]));
  await expectValues(dx, [0, 0.5 * Math.exp(-2), 0.5, 1], boundOfBackend());
});

test('the second-order gradient is alpha·exp(x) below 0, and 0 above', async () => {
  const layer = layers.elu({ alpha: 0.5 });
  const second = tf.grad(tf.grad((x) => layer.apply(x) as tf.Tensor))(tf.tensor1d([-2, 2]));
  await expectValues(second, [0.5 * Math.exp(-2), 0], boundOfBackend());
});

test('the config contains alpha', () => {
  expect(layers.elu({ alpha: 2 }).getConfig()).toMatchObject({ alpha: 2 });
});

test.each([
  [{ alpha: [] }, 'The alpha of an ELU layer must be a finite number. Received: alpha=[]'],
  [{ alpha: Number.NaN }, 'Received: alpha=NaN'],
  [{ alpha: '1' }, 'Received: alpha="1"'],
  [{ negative_slope: 1 }, 'Unrecognized argument of an ELU layer. Expected one of: alpha, name'],
])('refuses %j', (args, message) => {
  expect(() => new ELU(args as object)).toThrow(message);
});
