import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { act, layers } from '../../src/index.js';
import { BatchNormalization } from '../../src/keras/layers/index.js';
import { classesOf, expectSame, withRandomWeights } from '../support/fused.js';

type Layer = tf.layers.Layer;
type Args = { activation?: 'relu'; useBias?: boolean; inputShape: number[] };

const IMAGE = [6, 5, 3];

/** Each layer that multiplies, by the class of the fused layer. */
const products: Record<string, (args: Partial<Args>) => Layer> = {
  Dense: (args) => tf.layers.dense({ units: 4, inputShape: [3], ...args }),
  'Dense of sequences': (args) => tf.layers.dense({ units: 4, inputShape: [5, 3], ...args }),
  Conv1D: (args) =>
    tf.layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, inputShape: [7, 3], ...args }),
  'Conv1D dilated': (args) =>
    tf.layers.conv1d({
      ...{ filters: 4, kernelSize: 3, dilationRate: 2, padding: 'same' },
      ...{ inputShape: [7, 3], ...args },
    }),
  Conv2D: (args) =>
    tf.layers.conv2d({ filters: 4, kernelSize: [3, 2], inputShape: IMAGE, ...args }),
  'Conv2D with strides': (args) =>
    tf.layers.conv2d({
      ...{ filters: 4, kernelSize: 3, strides: [2, 1], padding: 'same' },
      ...{ inputShape: IMAGE, ...args },
    }),
  'Conv2D dilated': (args) =>
    tf.layers.conv2d({
      ...{ filters: 4, kernelSize: 2, dilationRate: 2, padding: 'same' },
      ...{ inputShape: IMAGE, ...args },
    }),
  Conv2DTranspose: (args) =>
    tf.layers.conv2dTranspose({
      ...{ filters: 4, kernelSize: 3, strides: 2, padding: 'same' },
      ...{ inputShape: IMAGE, ...args },
    }),
  DepthwiseConv2D: (args) =>
    tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, inputShape: IMAGE, ...args }),
  SeparableConv2D: (args) =>
    tf.layers.separableConv2d({
      ...{ filters: 4, kernelSize: 3, depthMultiplier: 2, padding: 'same' },
      ...{ inputShape: IMAGE, ...args },
    }),
};

/** Layers that may follow a product, with channels last and of any rank. */
const followers: Record<string, () => Layer[]> = {
  'a norm': () => [tf.layers.batchNormalization()],
  'a norm and ReLU': () => [tf.layers.batchNormalization(), layers.reLU()],
  'a norm and Mish': () => [tf.layers.batchNormalization(), layers.mish()],
  'a norm and PReLU': () => [tf.layers.batchNormalization(), layers.prelu()],
  'ELU and a norm': () => [layers.elu({ alpha: 0.5 }), tf.layers.batchNormalization()],
};

async function expectFused(made: Layer[], className: string): Promise<void> {
  const model = withRandomWeights(tf.sequential({ layers: made }));
  const fused = fuse(model);
  expect(classesOf(fused)).toEqual([`Fused>${className}`]);
  await expectSame(fused, model);
  fused.dispose();
  model.dispose();
}

describe.each(Object.entries(products))('%s', (name, product) => {
  const [className] = name.split(' ');

  test.each(Object.entries(followers))(
    '%s becomes part of the layer, within 1e-5',
    (_, following) => expectFused([product({}), ...following()], className),
  );

  test('without a bias, and with activations as arguments, it becomes one layer, within 1e-5', async () => {
    const norm = tf.layers.batchNormalization();
    await expectFused([product({ useBias: false }), norm], className);
    await expectFused([product({ useBias: false }), layers.silu()], className);
    await expectFused([product({ activation: act('mish') as 'relu' })], className);
    const relu = product({ activation: 'relu', useBias: false });
    await expectFused([relu, tf.layers.batchNormalization(), layers.reLU()], className);
  });
});

const conv = (args = {}) => tf.layers.conv2d({ filters: 4, kernelSize: 2, ...args });
const first = (args = {}) => conv({ inputShape: IMAGE, ...args });

test.each([
  ['without gamma', { scale: false }],
  ['without beta', { center: false }],
  ['without both', { scale: false, center: false }],
  ['with another epsilon', { epsilon: 0.5 }],
  ['with the axis as a number', { axis: 3 }],
])('a norm %s', async (_, args) => {
  await expectFused([first(), tf.layers.batchNormalization(args), layers.gelu()], 'Conv2D');
});

test('two norms, and norms around activations, are fused', async () => {
  const norm = () => tf.layers.batchNormalization();
  await expectFused([first(), norm(), norm(), layers.selu(), norm(), layers.tanh()], 'Conv2D');
});

const activations: Record<string, () => Layer> = {
  ...Object.fromEntries(
    [...Object.entries(layers)]
      .filter(([name]) => !/softm|max|glu|crelu|formula|^threshold$/i.test(name))
      .map(([name, make]) => [name, () => (make as () => Layer)()]),
  ),
  'a formula with a constant and weights': () =>
    layers.formula({
      formula: 'x * sigmoid(beta * x + shift) + gain',
      ...{ beta: { initializer: 'ones', sharedAxes: [1, 2] }, shift: { initializer: 'ones' } },
      gain: 0.25,
    }),
  'a formula whose parameters have the names of weights': () =>
    layers.formula({ formula: 'kernel * x + bias', kernel: {}, bias: {} }),
  "tfjs's ReLU": () => tf.layers.reLU({ maxValue: 0.5 }),
  "tfjs's LeakyReLU": () => tf.layers.leakyReLU({ alpha: 0.5 }),
  "tfjs's PReLU": () => tf.layers.prelu({ sharedAxes: [1] }),
  "tfjs's ELU": () => tf.layers.elu(),
  "tfjs's ThresholdedReLU": () => tf.layers.thresholdedReLU({ theta: 0.25 }),
  'an Activation layer': () => tf.layers.activation({ activation: 'hardSigmoid' }),
  'an Activation layer with a layer as its activation': () =>
    tf.layers.activation({ activation: act(layers.leakyReLU({ alpha: 0.125 })) }),
};

test.each(Object.entries(activations))(
  '%s is fused into the convolution before it',
  async (_, make) => {
    await expectFused([first(), tf.layers.batchNormalization(), make()], 'Conv2D');
  },
);

test('a norm of tfjs along another axis, which tfjs computes incorrectly, is kept', async () => {
  const norm = tf.layers.batchNormalization({ axis: 1 });
  const model = withRandomWeights(tf.sequential({ layers: [first(), norm, layers.reLU()] }));
  const fused = fuse(model);
  expect(classesOf(fused)).toEqual(['Conv2D', 'BatchNormalization', 'ReLU']);
  await expectSame(fused, model);
});

test('a convolution with the channels first is fused with a norm of this package along them', async () => {
  const inputShape = [3, 6, 5];
  const args = { dataFormat: 'channelsFirst', inputShape } as const;
  const following = () => [
    new BatchNormalization({ axis: 1 }),
    layers.prelu({ sharedAxes: [2] }),
    new BatchNormalization({ axis: 1 }),
  ];
  await expectFused([first(args), ...following()], 'Conv2D');
  const depthwise = tf.layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, ...args });
  await expectFused([depthwise, ...following()], 'DepthwiseConv2D');
  const transposed = tf.layers.conv2dTranspose({ filters: 4, kernelSize: 2, ...args });
  await expectFused([transposed, ...following()], 'Conv2DTranspose');
});

test('NaN and infinities give the same results as the activation alone', async () => {
  const kernel = tf.ones([1, 2]);
  const dense = tf.layers.dense({ units: 2, inputShape: [1], weights: [kernel, tf.zeros([2])] });
  const model = tf.sequential({ layers: [dense, layers.reLU()] });
  const x = tf.tensor2d([Number.NaN, Infinity, -Infinity, -1, 2], [5, 1]);
  const y = [...(await (fuse(model).predict(x) as tf.Tensor).data())];
  expect(y).toEqual([NaN, NaN, Infinity, Infinity, 0, 0, 0, 0, 2, 2]);
});

test.each(['linear', 'relu', 'elu'] as const)(
  'a dense layer on its own, with the activation %s',
  async (activation) => {
    for (const useBias of [true, false]) {
      const args = { units: 4, inputShape: [5, 3], activation, useBias };
      await expectFused([tf.layers.dense(args)], 'Dense');
    }
  },
);

test('integers are multiplied as the model multiplies them', async () => {
  const x = tf.input({ shape: [3], dtype: 'int32' });
  const dense = tf.layers.dense({ units: 4 }).apply(x) as tf.SymbolicTensor;
  const model = withRandomWeights(
    tf.model({ inputs: x, outputs: layers.mish().apply(dense) as tf.SymbolicTensor }),
  );
  const fused = fuse(model);
  expect(classesOf(fused)).toEqual(['Fused>Dense']);
  await expectSame(fused, model, [tf.tensor2d([[1, -2, 30]], [1, 3], 'int32')]);
});

test.each([
  ['Dense', [2, 4]],
  ['Conv1D', [2, 7, 4]],
  ['Conv2D', [2, 6, 5, 4]],
  ['DepthwiseConv2D', [2, 6, 5, 4]],
  ['SeparableConv2D', [2, 6, 5, 4]],
] as const)('%s refuses another number of channels, as the op of tfjs does', (name, shape) => {
  const fused = fuse(tf.sequential({ layers: [products[name]({}), layers.mish()] }));
  const layer = fused.layers.find((each) => each.getClassName() === `Fused>${name}`) as Layer;
  const before = tf.memory().numTensors;
  const x = tf.ones([...shape]);
  expect(() => layer.apply(x)).toThrow(/must match/);
  x.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('strides with dilations are refused, as tfjs refuses them', () => {
  const product = first({ strides: 2, dilationRate: 2 });
  const model = tf.sequential({ layers: [product, layers.mish()] });
  const x = tf.ones([1, ...IMAGE]);
  for (const each of [model, fuse(model)]) {
    expect(() => each.predict(x)).toThrow('Either strides or dilations must be 1');
  }
});

test('the inputs and the weights are not overwritten', async () => {
  const x = tf.input({ shape: [5] });
  const product = tf.layers.dense({ units: 5 }).apply(x) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([product, x]) as tf.SymbolicTensor;
  const outputs = layers.prelu().apply(sum) as tf.SymbolicTensor;
  const model = withRandomWeights(tf.model({ inputs: x, outputs }));
  const fused = fuse(model);
  expect(classesOf(fused)).toEqual(['Fused>Dense']);
  const input = tf.tensor2d([[1, -2, 3, -4, 5]]);
  await expectSame(fused, model, [input]);
  await expectSame(fused, model, [input]);
  expect([...(await input.data())]).toEqual([1, -2, 3, -4, 5]);
});
