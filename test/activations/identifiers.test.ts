import * as tf from '@tensorflow/tfjs';
import { act, ops } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues, random } from '../support/values.js';

const spellings = {
  softmax: ops.softmax,
  logSoftmax: ops.logSoftmax,
  log_softmax: ops.logSoftmax,
  softmin: ops.softmin,
  sparsemax: ops.sparsemax,
  hardmax: ops.hardmax,
};
const names = Object.keys(spellings) as (keyof typeof spellings)[];

describe.each(names)("activation: '%s'", (name) => {
  const model = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3], activation: act(name) }),
        tf.layers.activation({ activation: act(name) }),
      ],
    });
  const x = () => tf.tensor(random(15), [5, 3]);

  test('is the op of this package, both in a dense layer and in an activation layer', async () => {
    const network = model();
    const [kernel, bias] = network.getWeights();
    const op = spellings[name];
    const expected = op(op(tf.add(tf.matMul(x(), kernel), bias)));
    await expectValues(network.predict(x()) as tf.Tensor, expected);
  });

  test('can be saved and loaded', async () => {
    const network = model();
    const loaded = await load(await saved(network));
    await expectValues(loaded.predict(x()) as tf.Tensor, network.predict(x()) as tf.Tensor);
  });
});

/** The names of Keras 3 with the ops of this package, followed by the names of tfjs. */
const ofKeras = {
  celu: 'celu',
  elu: 'elu',
  exponential: 'exponential',
  gelu: 'gelu',
  hard_shrink: 'hardShrink',
  hard_silu: 'hardSilu',
  hard_swish: 'hardSilu',
  hard_tanh: 'hardTanh',
  leaky_relu: 'leakyRelu',
  log_sigmoid: 'logSigmoid',
  mish: 'mish',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'silu',
  swish: 'silu',
  soft_shrink: 'softShrink',
  softplus: 'softplus',
  softsign: 'softsign',
  sparse_plus: 'sparsePlus',
  sparse_sigmoid: 'sparseSigmoid',
  squareplus: 'squareplus',
  tanh: 'tanh',
  tanh_shrink: 'tanhShrink',
} as const;
const ofTfjs = {
  gelu_new: 'geluNew',
  geluNew: 'geluNew',
  hardSigmoid: 'hardSigmoid',
  hard_sigmoid: 'hardSigmoid',
  leakyRelu: 'leakyRelu',
} as const;
/** The names of `transformers.activations.ACT2FN` that are spelled differently here. */
const ofTransformers = { gelu_10: 'gelu10', sqrtsoftplus: 'sqrtSoftplus' } as const;

test.each(Object.entries({ ...ofKeras, ...ofTfjs, ...ofTransformers }))(
  "activation: '%s' is ops.%s, in code and in a saved file",
  async (name, op) => {
    const x = tf.tensor2d([-3.5, -1, -0.25, 0, 0.25, 1, 3.5], [1, 7]);
    const layer = tf.layers.activation({ activation: act(name as 'mish'), inputShape: [7] });
    const model = tf.sequential({ layers: [layer] });
    const expected = await ops[op](x).data();
    await expectValues(model.predict(x) as tf.Tensor, expected);
    await expectValues((await load(await saved(model))).predict(x) as tf.Tensor, expected);
  },
);

test.each([
  ['leaky_re_lu', 'leakyRelu', { alpha: 0.3 }],
  ['re_lu', 'relu', {}],
  ['thresholded_re_lu', 'thresholdedRelu', {}],
] as const)(
  "a file with the layer class '%s' as an activation loads as ops.%s",
  async (name, op, parameters) => {
    const layer = tf.layers.activation({ activation: 'relu', inputShape: [3] });
    const text = JSON.stringify(await saved(tf.sequential({ layers: [layer] })));
    const model = await load(JSON.parse(text.replaceAll('"relu"', `"${name}"`)));
    const x = tf.tensor2d([[-1, 0.5, 2]]);
    const apply = ops[op] as (x: tf.Tensor, parameters: object) => tf.Tensor;
    await expectValues(model.predict(x) as tf.Tensor, apply(x, parameters));
  },
);

test('masked entries are 0 for a softmax that is given by name', async () => {
  const layer = tf.layers.activation({ activation: 'softmax' });
  await expectValues(layer.apply(tf.tensor2d([[1, -Infinity, 1]])) as tf.Tensor, [0.5, 0, 0.5]);
});

test('act refuses an unknown name and suggests the closest one, or lists each activation once', () => {
  expect(() => act('leeky_relu' as 'mish')).toThrow(
    /^Unknown activation\. Did you mean leaky_relu\? Received: leeky_relu$/,
  );
  // Not `leakyReLu`: only saved models may use this name, and it has another slope.
  for (const [given, meant] of [
    ['ReLU', 'relu'],
    ['LeakyReLU', 'leakyRelu'],
    ['ThresholdedReLU', 'thresholdedRelu'],
  ]) {
    expect(() => act<string>(given)).toThrow(`Did you mean ${meant}? Received: ${given}`);
  }
  expect(() => act('nope' as 'softmax')).toThrow(
    /^Unknown activation\. Expected one of: .*mish, .*logSoftmax, .* Received: nope$/,
  );
  expect(() => act('nope' as 'softmax')).not.toThrow('log_softmax');
});
