import * as tf from '@tensorflow/tfjs';
import { layers, PReLU } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues, random } from '../support/values.js';

const constant = (value: number) => tf.initializers.constant({ value });

test('alpha has one slope for each element of a sample, and starts at 0', async () => {
  const layer = layers.prelu();
  const y = layer.apply(
    tf.tensor3d([
      [
        [-1, 2],
        [3, -4],
      ],
    ]),
  ) as tf.Tensor;
  await expectValues(y, [0, 2, 3, 0]);
  expect(layer.getWeights().map(({ shape }) => shape)).toEqual([[2, 2]]);
  expect(layer.weights[0].originalName).toMatch(/alpha$/);
  layer.setWeights([
    tf.tensor2d([
      [0.5, 9],
      [9, 0.25],
    ]),
  ]);
  await expectValues(
    layer.apply(
      tf.tensor3d([
        [
          [-1, 2],
          [3, -4],
        ],
      ]),
    ) as tf.Tensor,
    [-0.5, 2, 3, -1],
  );
});

test('infinities give infinities, and NaN gives NaN', async () => {
  const layer = layers.prelu({ alphaInitializer: constant(0.25) });
  const y = layer.apply(tf.tensor2d([[-Infinity, Infinity, Number.NaN]])) as tf.Tensor;
  await expectValues(y, [-Infinity, Infinity, Number.NaN]);
});

describe('shared axes', () => {
  test.each([
    [undefined, [3, 4, 5], 60],
    [null, [3, 4, 5], 60],
    [1, [1, 4, 5], 20],
    [[1, 2], [1, 1, 5], 5],
    [[-1], [3, 4, 1], 12],
    [[1, -1], [1, 4, 1], 4],
    [[1, 2, 3], [1, 1, 1], 1],
  ])('%j give alpha the shape %j: %d parameters', (sharedAxes, shape, count) => {
    const layer = layers.prelu({ sharedAxes });
    layer.build([null, 3, 4, 5]);
    expect(layer.weights[0].shape).toEqual(shape);
    expect(layer.countParams()).toBe(count);
  });

  test('may have an unknown length, but the other axes must keep theirs', async () => {
    const layer = layers.prelu({ sharedAxes: [1] });
    layer.build([null, null, 2]);
    layer.setWeights([tf.tensor2d([[0.5, 0.25]])]);
    await expectValues(layer.apply(tf.tensor3d([[[-2, -2]]])) as tf.Tensor, [-1, -0.5]);
    const longer = tf.tensor3d([
      [
        [-2, -2],
        [-4, 4],
      ],
    ]);
    await expectValues(layer.apply(longer) as tf.Tensor, [-1, -0.5, -2, 4]);
    expect(() => layer.apply(tf.zeros([1, 2, 3]))).toThrow('expected shape=,,2, found shape=1,2,3');
  });

  test('are saved as a list', () => {
    expect(layers.prelu({ sharedAxes: 1 }).getConfig()).toMatchObject({ sharedAxes: [1] });
    expect(layers.prelu().getConfig()).toMatchObject({ sharedAxes: null });
  });
});

describe('alpha', () => {
  test('has as its gradient the sum of dy·x over the negative elements of the batch', async () => {
    const layer = layers.prelu({ sharedAxes: [1] });
    const x = tf.tensor3d([
      [
        [-1, 2],
        [-3, -4],
      ],
      [
        [5, -6],
        [-7, 8],
      ],
    ]);
    layer.apply(x);
    const loss = () => tf.sum(tf.mul(layer.apply(x) as tf.Tensor, 2)) as tf.Scalar;
    const { grads } = tf.variableGrads(loss);
    await expectValues(Object.values(grads)[0], [2 * (-1 - 3 - 7), 2 * (-4 - 6)]);
  });

  test('has a regularizer that is added to the loss and a constraint that is applied after each step', async () => {
    const model = tf.sequential({
      layers: [
        layers.prelu({
          inputShape: [2],
          alphaInitializer: constant(0.5),
          alphaRegularizer: tf.regularizers.l2({ l2: 0.1 }),
          alphaConstraint: tf.constraints.nonNeg(),
        }),
      ],
    });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(10) });
    const x = tf.tensor2d([[-1, -1]]);
    const loss = (await model.trainOnBatch(x, tf.tensor2d([[0.5, 0.5]]))) as number;
    // (-0.5 - 0.5)² + 0.1 · 2 · 0.5²
    await expectValues([loss], [1.05], { ulp: 8, absolute: 0 });
    await expectValues(model.getWeights()[0], [0, 0]);
  });

  test('is not trained when the layer is frozen', () => {
    const layer = layers.prelu({ trainable: false });
    layer.build([null, 2]);
    expect(layer.trainableWeights).toEqual([]);
    expect(layer.nonTrainableWeights.length).toBe(1);
  });

  test('is saved and loaded with its initializer, regularizer and constraint', async () => {
    const model = tf.sequential({
      layers: [
        layers.prelu({
          inputShape: [3, 2],
          sharedAxes: [1],
          alphaInitializer: tf.initializers.randomNormal({ mean: 1, seed: 3 }),
          alphaRegularizer: tf.regularizers.l1l2(),
          alphaConstraint: tf.constraints.maxNorm({ maxValue: 3 }),
        }),
      ],
    });
    const artifacts = await saved(model);
    expect(JSON.stringify(artifacts.modelTopology)).toContain('"shared_axes":[1]');
    expect(artifacts.weightSpecs?.map(({ name, shape }) => [name.split('/').pop(), shape])).toEqual(
      [['alpha', [1, 2]]],
    );
    const loaded = await load(artifacts);
    expect(loaded.layers[0].getConfig()).toEqual(model.layers[0].getConfig());
    const learned = model.getWeights()[0];
    // Setting a weight applies its constraint, which divides by the norm plus a small epsilon.
    const bound = { ulp: 16, absolute: 8 * tf.backend().epsilon() };
    await expectValues(loaded.getWeights()[0], learned, bound);
    const x = tf.tensor(random(12), [2, 3, 2]);
    const expected = model.predict(x) as tf.Tensor;
    await expectValues(loaded.predict(x) as tf.Tensor, expected, bound);
  });
});

describe('refuses when it is created', () => {
  test.each([
    [
      { sharedAxes: 0 },
      'cannot include axis 0, the batch: alpha has no such axis. Received: sharedAxes=[0]',
    ],
    [{ sharedAxes: [1, 1] }, 'must be different axes. Received: sharedAxes=[1,1]'],
    [{ shared_axes: 'a' }, 'must be an integer or a list of integers. Received: shared_axes="a"'],
    [{ sharedAxes: [1.5] }, 'Received: sharedAxes=[1.5]'],
    [{ sharedAxes: [3], inputShape: [2, 2] }, 'must lie between -3 and 2 for an input of rank 3'],
    [{ sharedAxes: [-3], inputShape: [2, 2] }, 'cannot include axis 0'],
    [{ sharedAxes: [1, -2], inputShape: [2, 2] }, 'must be different axes'],
    [{ alphaInitializer: 'nope' }, 'Unknown initializer: nope'],
    [{ alphaRegularizer: 'nope' }, 'Unknown regularizer: nope'],
    [{ alphaConstraint: 'nope' }, 'Unknown constraint: nope'],
  ])('%j', (args, message) => {
    expect(() => new PReLU(args as object)).toThrow(message);
  });
});

describe('refuses when it is built or called', () => {
  test('an axis that is not shared and has no length', () => {
    expect(() => layers.prelu().apply(tf.input({ shape: [null, 2] }))).toThrow(
      /needs a length for each axis that is not shared\. Received: an input of shape \[null,null,2\]/,
    );
  });

  test('a shared axis that the input does not have', () => {
    expect(() => layers.prelu({ sharedAxes: [2] }).apply(tf.zeros([2, 2]))).toThrow(
      'must lie between -2 and 1 for an input of rank 2',
    );
  });

  test('an input of another shape than it was built for', () => {
    const layer = layers.prelu();
    layer.apply(tf.zeros([2, 3]));
    expect(() => layer.apply(tf.zeros([2, 4]))).toThrow('expected shape=,3, found shape=2,4');
    expect(() => layer.apply(tf.zeros([2, 3, 1]))).toThrow('expected ndim=2, found ndim=3');
  });

  test('a weight of another shape, and keeps its own', async () => {
    const layer = layers.prelu({ alphaInitializer: 'ones' });
    layer.apply(tf.zeros([2, 3]));
    expect(() => layer.setWeights([tf.zeros([2])])).toThrow('not compatible');
    await expectValues(layer.getWeights()[0], [1, 1, 1]);
  });
});

test('the automatic names of layers are numbered without gaps', () => {
  const number = (layer: PReLU) => Number(/\d+$/.exec(layer.name)?.[0]);
  expect(number(layers.prelu())).toBe(number(layers.prelu()) - 1);
});
