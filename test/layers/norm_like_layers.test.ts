import * as tf from '@tensorflow/tfjs';
import { layers } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// DyT and Derf, compared with the definitions in their papers.

/** Computed from the series, for |x| up to 5. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const constant = (value: number) => tf.initializers.constant({ value });
const X = [-3, -0.5, 0.25, 2, 0, 1];

const cases = [
  ['DyT', layers.dyT, {}, (x: number) => Math.tanh(0.5 * x), 3],
  [
    'DyT, with its own weights',
    layers.dyT,
    {
      alphaInitializer: constant(0.8),
      gammaInitializer: constant(2),
      betaInitializer: constant(-1),
    },
    (x: number) => 2 * Math.tanh(0.8 * x) - 1,
    3,
  ],
  ['Derf', layers.derf, {}, (x: number) => erf(0.5 * x), 4],
  [
    'Derf, with its own weights',
    layers.derf,
    {
      alphaInitializer: constant(0.8),
      shiftInitializer: constant(0.25),
      gamma_initializer: constant(2),
    },
    (x: number) => 2 * erf(0.8 * x + 0.25),
    4,
  ],
] as const;

describe.each(cases)('%s', (_name, make, args, meaning, count) => {
  test.each([
    [-1, [2, 1, 3], [3]],
    [1, [1, 2, 3], [2, 1]],
    [-2, [1, 3, 2, 1], [1, 2, 1]],
  ])(
    'along axis %d of %j equals its formula, learns and is saved',
    async (axis, shape, ofChannels) => {
      const layer = (make as (args: object) => tf.layers.Layer)({
        ...args,
        axis,
        inputShape: shape.slice(1),
      });
      const model = tf.sequential({ layers: [layer] });
      const x = tf.tensor(X, shape);
      const bound = { ulp: 16, absolute: 1e-6 };
      await expectValues(model.predict(x) as tf.Tensor, X.map(meaning), bound);
      const weights = model.getWeights();
      const one = shape.slice(1).map(() => 1);
      const channels = [...one.map(() => 1).slice(ofChannels.length), ...ofChannels];
      const expected = weights.map((_, i) => (i < count - 2 ? one : channels));
      expect(weights.map(({ shape }) => shape)).toEqual(expected);
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const loss = (await model.trainOnBatch(x, tf.zeros(shape))) as number;
      expect((await model.trainOnBatch(x, tf.zeros(shape))) as number).toBeLessThan(loss);
      const again = await load(await saved(model));
      await expectValues(again.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
      expect(again.layers[0].getConfig()).toEqual(layer.getConfig());
    },
  );
});

test('without an input shape it is built from its first input, and infinities stay bounded', async () => {
  const x = tf.tensor2d([[-Infinity, Infinity]]);
  await expectValues(layers.dyT().apply(x) as tf.Tensor, [-1, 1]);
  await expectValues(layers.derf().apply(x) as tf.Tensor, [-1, 1]);
});

test.each<[string, () => unknown, string]>([
  ['an axis', () => layers.dyT({ axis: 0.5 }), 'must be an integer'],
  [
    'an axis out of range',
    () => layers.dyT({ axis: 3 }).apply(tf.zeros([1, 2])),
    'must lie between -2 and 1',
  ],
  ['an initializer', () => layers.derf({ alphaInitializer: 'twos' as never }), 'twos'],
  [
    'an argument',
    () => layers.dyT({ shiftInitializer: 'zeros' } as object),
    'Unrecognized argument of a DyT layer.',
  ],
  [
    'an unknown length',
    () => layers.dyT({ inputShape: [null] } as object).apply(tf.input({ shape: [null] })),
    'needs a length',
  ],
])('throws for an invalid argument: %s', (_case, call, message) => {
  expect(call).toThrow(message);
});
