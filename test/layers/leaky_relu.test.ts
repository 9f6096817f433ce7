import * as tf from '@tensorflow/tfjs';
import { LeakyReLU, layers } from '../../src/index.js';
import { expectValues } from '../support/values.js';

const apply = (layer: LeakyReLU, x: number[]) => layer.apply(tf.tensor1d(x)) as tf.Tensor;

test('the slope is 0.3 by default', async () => {
  await expectValues(apply(layers.leakyReLU(), [-10, -1, 0, 1, 10]), [-3, -0.3, 0, 1, 10]);
});

test('infinities give infinities, and NaN gives NaN', async () => {
  await expectValues(apply(layers.leakyReLU(), [-Infinity, Infinity, Number.NaN]), [
    -Infinity,
    Infinity,
    Number.NaN,
  ]);
});

test('a slope of 0 maps -Infinity to 0 and keeps NaN', async () => {
  await expectValues(apply(layers.leakyReLU({ alpha: 0 }), [-Infinity, -2, 3, Number.NaN]), [
    0,
    0,
    3,
    Number.NaN,
  ]);
});

test('a slope above 1 is not computed as a maximum', async () => {
  await expectValues(apply(layers.leakyReLU({ alpha: 2 }), [-1, 1]), [-2, 1]);
});

test('at 0 the gradient is the slope', async () => {
  const layer = layers.leakyReLU({ alpha: 0.25 });
  const dx = tf.grad((x) => layer.apply(x) as tf.Tensor)(tf.tensor1d([-1, 0, 1]));
  await expectValues(dx, [0.25, 0.25, 1]);
});

test.each([{ alpha: 0.5 }, { negativeSlope: 0.5 }, { negative_slope: 0.5 }])(
  'the slope may be given as %j, and is saved as alpha, which all programs can read',
  async (args) => {
    const layer = new LeakyReLU(args);
    await expectValues(apply(layer, [-2]), [-1]);
    expect(layer.getConfig()).toEqual({ name: layer.name, trainable: true, alpha: 0.5 });
  },
);

test('two names with the same value are accepted, two with different values are not', async () => {
  await expectValues(apply(new LeakyReLU({ alpha: 0.5, negativeSlope: 0.5 }), [-2]), [-1]);
  expect(() => new LeakyReLU({ alpha: 0.5, negative_slope: 0.25 })).toThrow(
    'Two names of one argument of a LeakyReLU layer have different values. ' +
      'Received: alpha=0.5, negative_slope=0.25',
  );
});

test.each([
  [{ alpha: -1 }, 'The alpha of a LeakyReLU layer cannot be a negative value. Received: alpha=-1'],
  [
    { negative_slope: -0.5 },
    'The negative_slope of a LeakyReLU layer cannot be a negative value. ' +
      'Received: negative_slope=-0.5',
  ],
  [{ alpha: Number.NaN }, 'must be a finite number. Received: alpha=NaN'],
  [{ alpha: Infinity }, 'must be a finite number. Received: alpha=Infinity'],
  [{ alpha: '0.3' }, 'must be a finite number. Received: alpha="0.3"'],
  [{ alpha: [0.3] }, 'must be a finite number. Received: alpha=[0.3]'],
])('refuses %j', (args, message) => {
  expect(() => new LeakyReLU(args as object)).toThrow(message);
});
