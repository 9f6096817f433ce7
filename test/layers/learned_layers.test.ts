import * as tf from '@tensorflow/tfjs';
import { layers, RReLU } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues, random } from '../support/values.js';

const apply = (layer: tf.layers.Layer, x: tf.Tensor, kwargs?: object) =>
  layer.apply(x, kwargs) as tf.Tensor;
const constant = (value: number) => tf.initializers.constant({ value });
const BOUND = { ulp: 8, absolute: 2e-7 };
const at = [-3, -1.25, -0.5, 0.25, 0.75, 2.5];

const pelu = (x: number, a: number, b: number) => (x > 0 ? (a / b) * x : a * Math.expm1(x / b));

function srelu(x: number, tl: number, al: number, tr: number, ar: number): number {
  const right = tl + Math.abs(tr);
  if (x <= tl) return tl + al * (x - tl);
  return x < right ? x : right + ar * (x - right);
}

describe('PELU', () => {
  test('equals its formula, with weights that start with ones', async () => {
    const layer = layers.pelu({ alphaInitializer: constant(0.5), beta_initializer: constant(2) });
    const expected = at.map((x) => pelu(x, 0.5, 2));
    await expectValues(apply(layer, tf.tensor2d([at])), expected, BOUND);
    const plain = layers.pelu();
    await expectValues(
      apply(plain, tf.tensor2d([at])),
      at.map((x) => pelu(x, 1, 1)),
      BOUND,
    );
    expect(plain.getWeights().map(({ shape }) => shape)).toEqual([[6], [6]]);
  });

  test('has gradients with respect to its weights within 1e-5 of a central difference', async () => {
    const layer = layers.pelu({ sharedAxes: [1] });
    const x = tf.tensor2d([at]);
    apply(layer, x);
    const { grads } = tf.variableGrads(() => tf.sum(apply(layer, x)));
    const f = (a: number, b: number) => at.reduce((sum, x) => sum + pelu(x, a, b), 0);
    const h = 1e-5;
    const expected = [(f(1 + h, 1) - f(1 - h, 1)) / (2 * h), (f(1, 1 + h) - f(1, 1 - h)) / (2 * h)];
    const received = Object.values(grads).map((grad) => tf.reshape(grad, [1]));
    await expectValues(tf.concat(received), expected, { ulp: 0, absolute: 1e-5 });
  });
});

describe('SReLU', () => {
  test('consists of three lines that meet', async () => {
    const layer = layers.srelu({
      tLeftInitializer: constant(-1),
      aLeftInitializer: constant(0.25),
      tRightInitializer: constant(-1.5),
      aRightInitializer: constant(2),
    });
    const expected = at.map((x) => srelu(x, -1, 0.25, -1.5, 2));
    await expectValues(apply(layer, tf.tensor2d([at])), expected, BOUND);
    const names = layer.weights.map(({ originalName }) => originalName.split('/').at(-1));
    expect(names).toEqual(['t_left', 'a_left', 't_right', 'a_right']);
  });

  test('is initialized as in keras-contrib', async () => {
    const layer = layers.srelu();
    apply(layer, tf.zeros([1, 500]));
    const [tLeft, aLeft, tRight, aRight] = layer.getWeights();
    const range = async (x: tf.Tensor) => [
      (await tf.min(x).data())[0],
      (await tf.max(x).data())[0],
    ];
    expect(await range(tLeft)).toEqual([0, 0]);
    expect(await range(aRight)).toEqual([1, 1]);
    const [[least, most], [low, high]] = [await range(aLeft), await range(tRight)];
    for (const value of [least, low]) expect(value).toBeGreaterThanOrEqual(0);
    expect(most).toBeLessThanOrEqual(1);
    expect(high).toBeGreaterThan(4);
    expect(high).toBeLessThanOrEqual(5);
  });
});

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

test.each([
  ['PELU', () => layers.pelu({ alphaConstraint: 'nonNeg', betaRegularizer: 'l1l2' })],
  ['SReLU', () => layers.srelu({ sharedAxes: [1] })],
  ['RReLU', () => layers.rrelu({ lower: 0.1, upper: 0.2, seed: 3 })],
])('%s trains, is saved and is loaded', async (_, make) => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], kernelInitializer: seeded(1) }),
      make(),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
  const x = tf.tensor2d(random(16), [8, 2]);
  const y = tf.tensor2d(random(8, 1, 4), [8, 1]);
  const { history } = await model.fit(x, y, { epochs: 20, verbose: 0 });
  expect(history.loss.at(-1)).toBeLessThan(history.loss[0] as number);
  const loaded = await load(await saved(model));
  await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  expect(loaded.layers[1].constructor).toBe(model.layers[1].constructor);
});

describe('RReLU', () => {
  test('uses the mean slope in inference and has no weights', async () => {
    const layer = layers.rrelu();
    const slope = (1 / 8 + 1 / 3) / 2;
    const y = apply(layer, tf.tensor1d([-1, 2]));
    await expectValues(y, [-slope, 2], BOUND);
    expect(layer.weights).toEqual([]);
  });

  test('draws a slope for each element in training, within its bounds', async () => {
    const layer = layers.rrelu({ lower: 0.2, upper: 0.4 });
    const y = await apply(layer, tf.fill([1000], -1), { training: true }).data();
    const slopes = [...y].map((value) => -value);
    expect(Math.min(...slopes)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...slopes)).toBeLessThanOrEqual(0.4);
    expect(new Set(slopes).size).toBeGreaterThan(900);
    const mean = slopes.reduce((a, b) => a + b) / slopes.length;
    expect(Math.abs(mean - 0.3)).toBeLessThan(0.01);
  });

  test('has the drawn slope as its gradient', async () => {
    const layer = layers.rrelu();
    const x = tf.fill([50], -2);
    const f = (x: tf.Tensor) => apply(layer, x, { training: true });
    const { value, grad } = tf.valueAndGrad(f)(x);
    await expectValues(tf.mul(grad, -2), value);
  });

  test.each<[object, string]>([
    [{ lower: 0.5, upper: 0.1 }, 'cannot be above its upper. Received: lower=0.5, upper=0.1'],
    [{ lower: 'a' }, 'The lower of an RReLU layer must be a finite number. Received: lower="a"'],
  ])('refuses %j', (args, message) => {
    expect(() => new RReLU(args)).toThrow(message);
  });
});
