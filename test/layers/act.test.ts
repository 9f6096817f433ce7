import * as tf from '@tensorflow/tfjs';
import { act, defineActivation, layers } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { boundOfBackend, expectValues } from '../support/values.js';

type Identifier = ReturnType<typeof act>;

const X = [-3, -0.5, 0.25, 2];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const sumOfPowers = X.reduce((sum, x) => sum + Math.exp(x), 0);

const topologyOf = ({ modelTopology }: tf.io.ModelArtifacts) => JSON.stringify(modelTopology);

let one: tf.Scalar;
beforeAll(() => {
  defineActivation({
    name: 'bowed',
    formula: 'x <= 0 ? depth * x ** 2 : x',
    parameters: { depth: { default: 1, min: 0 } },
  });
  one = tf.scalar(1);
});

// The expected values are the definitions of the papers, in float64.
const cases: readonly [what: string, activation: () => Identifier, (x: number) => number][] = [
  ["('leaky_relu')", () => act('leaky_relu'), (x) => (x > 0 ? x : 0.2 * x)],
  ["('leaky_relu', {})", () => act('leaky_relu', {}), (x) => (x > 0 ? x : 0.2 * x)],
  ['alpha', () => act('leaky_relu', { alpha: 0.1 }), (x) => (x > 0 ? x : 0.1 * x)],
  [
    'the name that Keras 3 uses for alpha',
    () => act('leakyRelu', { negative_slope: 0.1 }),
    (x) => (x > 0 ? x : 0.1 * x),
  ],
  [
    'two of three parameters',
    () => act('relu', { maxValue: 1, threshold: 0.5 }),
    (x) => (x > 0.5 ? Math.min(x, 1) : 0),
  ],
  ['null', () => act('relu', { maxValue: null }), (x) => Math.max(x, 0)],
  [
    'an activation that is also a layer of the catalogue',
    () => act('celu', { alpha: 2 }),
    (x) => (x > 0 ? x : 2 * Math.expm1(x / 2)),
  ],
  [
    'a parameter without a default, of prelu',
    () => act('prelu', { alpha: 0.5 }),
    (x) => (x > 0 ? x : 0.5 * x),
  ],
  [
    'parameters without a default, of threshold',
    () => act('threshold', { threshold: 0.25, value: -7 }),
    (x) => (x > 0.25 ? x : -7),
  ],
  ['an axis', () => act('softmax', { axis: 1 }), (x) => Math.exp(x) / sumOfPowers],
  ['a formula', () => act('x * sigmoid(1.702 * x)'), (x) => x * sigmoid(1.702 * x)],
  [
    'a formula with a parameter',
    () => act('x * sigmoid(beta * x)', { beta: 1.702 }),
    (x) => x * sigmoid(1.702 * x),
  ],
  [
    'a formula that calls a defined activation',
    () => act('2 * bowed(x)'),
    (x) => 2 * (x > 0 ? x : x * x),
  ],
  [
    'softmax with a sink',
    () => act('softmaxWithSink', { sink: Math.log(2) }),
    (x) => Math.exp(x) / (2 + sumOfPowers),
  ],
  ['softmax1', () => act('softmax1'), (x) => Math.exp(x) / (1 + sumOfPowers)],
  [
    'a defined activation, with its default',
    () => act<'bowed'>('bowed'),
    (x) => (x > 0 ? x : x * x),
  ],
  [
    'a defined activation, with an argument',
    () => act<'bowed'>('bowed', { depth: 0.5 }),
    (x) => (x > 0 ? x : 0.5 * x * x),
  ],
];

describe.each(cases)('act with %s', (_case, activation, meaning) => {
  const predict = (model: tf.LayersModel) => model.predict(tf.tensor2d([X])) as tf.Tensor;

  test('computes in a dense layer, is saved and is loaded', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 4,
          inputShape: [4],
          kernelInitializer: 'identity',
          activation: activation(),
        }),
      ],
    });
    const expected = X.map(meaning);
    await expectValues(predict(model), expected, boundOfBackend());
    const artifacts = await saved(model);
    const loaded = await load(artifacts);
    await expectValues(predict(loaded), expected, boundOfBackend());
    expect(topologyOf(await saved(loaded))).toBe(topologyOf(artifacts));
  });
});

test('trains inside a dense layer in the same way as the separate layer after it', async () => {
  const kernelInitializer = (seed: number) => tf.initializers.glorotNormal({ seed });
  const first = { units: 4, inputShape: [3], kernelInitializer: kernelInitializer(3) };
  const last = () => tf.layers.dense({ units: 1, kernelInitializer: kernelInitializer(4) });
  const inside = tf.sequential({
    layers: [tf.layers.dense({ ...first, activation: act('leaky_relu', { alpha: 0.1 }) }), last()],
  });
  const behind = tf.sequential({
    layers: [tf.layers.dense(first), layers.leakyReLU({ alpha: 0.1 }), last()],
  });
  const x = tf.randomNormal([8, 3], 0, 1, 'float32', 5);
  const y = tf.randomNormal([8, 1], 0, 1, 'float32', 6);
  const losses: number[][] = [];
  for (const model of [inside, behind]) {
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const { history } = await model.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 });
    losses.push(history.loss.map(Number));
  }
  expect(losses[0][2]).toBeLessThan(losses[0][0]);
  for (const [i, loss] of losses[0].entries()) expect(loss).toBeCloseTo(losses[1][i], 5);
});

test('act works in a recurrent layer and a separable convolution', async () => {
  const activation = act('hard_shrink', { threshold: 1.5 });
  const recurrent = tf.layers.simpleRNN({ units: 1, activation, kernelInitializer: 'ones' });
  await expectValues(recurrent.apply(tf.tensor3d([[[2]], [[1]]])) as tf.Tensor, [2, 0]);
  const separable = tf.layers.separableConv2d({
    filters: 1,
    kernelSize: 1,
    activation,
    depthwiseInitializer: 'ones',
    pointwiseInitializer: 'ones',
  });
  await expectValues(separable.apply(tf.tensor4d([[[[2], [1]]]])) as tf.Tensor, [2, 0]);
});

test.each<[string, () => unknown, string]>([
  [
    'a layer that changes the shape',
    () => act<string>('glu'),
    'The activation of a layer cannot be a GLU layer: it changes the shape. Expected: a GLU layer after that layer',
  ],
  ['a layer that is random in training', () => act<string>('rrelu'), 'cannot be an RReLU layer'],
  [
    'a layer with weights',
    () => act<string>('softmax_with_sink', { sink: {} as number }),
    'its weights would be neither trained nor saved',
  ],
  [
    'a name',
    () => act<string>('leeky_relu'),
    'Unknown activation. Did you mean leaky_relu? Received: leeky_relu',
  ],
  [
    'an unknown name, with arguments',
    () => act<string>('nope', { a: 1 }),
    'or a formula. Received: nope',
  ],
  ['an empty string', () => act<string>(''), 'The formula is empty'],
  [
    'an unknown argument',
    () => act('leaky_relu', { slop: 1 } as object),
    'Unrecognized argument of leakyRelu. Expected one of: alpha, negativeSlope. Received: slop=1',
  ],
  [
    'an unknown argument of softmax',
    () => act('softmax', { axes: 1 } as object),
    'Unrecognized argument of softmax. Did you mean axis? Expected one of: axis. Received: axes=1',
  ],
  ['an invalid axis', () => act('softmax', { axis: 0.5 }), 'axis=0.5'],
  [
    'a value',
    () => act('leaky_relu', { alpha: -1 }),
    'The alpha of leakyRelu cannot be a negative value. Received: alpha=-1',
  ],
  [
    'a value of a defined activation outside its range',
    () => act<'bowed'>('bowed', { depth: -1 }),
    'The depth of bowed cannot be a negative value. Received: depth=-1',
  ],
  [
    'a learned parameter',
    () => act('snake', { frequency: { initializer: 'ones' } } as object),
    'The frequency of snake must be a finite number.',
  ],
  [
    'a tensor',
    () => act('snake', { frequency: one } as object),
    'The frequency of snake must be a finite number.',
  ],
  ['a formula', () => act('x * (1 + '), 'x * (1 + '],
  ['a parameter of a formula without a value', () => act('x * (1 + a)', { b: 1 }), 'a'],
  [
    'a learned parameter of a formula',
    () => act('x * (1 + a)', { a: {} } as never),
    'its weights would be neither trained nor saved',
  ],
  [
    'arguments in addition to a layer',
    () => act(layers.elu() as never, { alpha: 1 } as never),
    'already has its arguments. Received: {"alpha":1}',
  ],
  [
    'an object that is not an activation',
    () => act({} as tf.layers.Layer),
    'An activation must be a name, a formula, or a layer of this package. Received: {}',
  ],
  ['a layer of tfjs', () => act(tf.layers.leakyReLU()), 'of this package. Received: LeakyReLU'],
  ['nothing', () => act(undefined as never), 'of this package. Received: undefined'],
  [
    'the name of a property of every object, with arguments',
    () => act<string>('constructor', {}),
    'Unknown activation.',
  ],
  ['the name of a property of every object', () => act<string>('__proto__'), 'Unknown activation.'],
  ['a formula that is too long', () => act<string>('x + '.repeat(1e6)), ''],
])('act refuses %s: %#', (_case, call, message) => {
  const before = tf.memory().numTensors;
  expect(call).toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});
