import * as tf from '@tensorflow/tfjs';
import { act, layers } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { boundOfBackend, expectValues } from '../support/values.js';

// A layer as the `activation` of another layer: as `{ className, config }`, which tfjs reads, or as the layer itself,
// as in Keras.

type Identifier = ReturnType<typeof act>;

const identifier = (className: string, config: object): Identifier =>
  ({ className, config }) as unknown as Identifier;

const X = [-3, -0.5, 0.25, 2];

const dense = (activation: Identifier) =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: 'identity', activation }),
    ],
  });

const predict = (model: tf.LayersModel) => model.predict(tf.tensor2d([X])) as tf.Tensor;

const activationIn = ({ modelTopology }: tf.io.ModelArtifacts) =>
  (modelTopology as { config: { layers: { config: { activation: unknown } }[] } }).config.layers[0]
    .config.activation;

const sum = X.reduce((sum, x) => sum + Math.exp(x), 0);

const cases: readonly [string, object, tf.layers.Layer, (x: number) => number][] = [
  [
    'LeakyReLU',
    { alpha: 0.1 },
    layers.leakyReLU({ alpha: 0.1 }),
    (x) => (x > 0 ? x : Math.fround(0.1) * x),
  ],
  [
    'ReLU',
    { maxValue: 1, negativeSlope: 0.5, threshold: 0 },
    layers.reLU({ maxValue: 1, negativeSlope: 0.5 }),
    (x) => (x > 0 ? Math.min(x, 1) : 0.5 * x),
  ],
  ['ELU', { alpha: 2 }, layers.elu({ alpha: 2 }), (x) => (x > 0 ? x : 2 * Math.expm1(x))],
  [
    'ThresholdedReLU',
    { theta: 0.5 },
    layers.thresholdedReLU({ theta: 0.5 }),
    (x) => (x > 0.5 ? x : 0),
  ],
  ['Softmax', { axis: -1 }, layers.softmax({ axis: -1 }), (x) => Math.exp(x) / sum],
  [
    'HardShrink',
    { threshold: 0.3 },
    layers.hardShrink({ threshold: 0.3 }),
    (x) => (Math.abs(x) > 0.3 ? x : 0),
  ],
  [
    'Formula',
    { formula: { name: 'x * kElvin' }, parameters: [{ name: 'kElvin', value: 3 }] },
    layers.formula({ formula: 'x * kElvin', kElvin: 3 }),
    (x) => 3 * x,
  ],
];

describe.each(cases)('%s', (className, config, layer, meaning) => {
  test.each([
    ['{ className, config }', identifier(className, structuredClone(config))],
    ['a layer', layer as unknown as Identifier],
    ['act of a layer', act(layer)],
  ])(
    'as %s computes correctly, and is saved and loaded with its arguments',
    async (_case, activation) => {
      const model = dense(activation);
      const artifacts = await saved(model);
      // The config has Keras's names, but the text of a formula is unchanged.
      const pythonic = Object.entries(config).map(([key, value]) => [
        key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]);
      expect(activationIn(artifacts)).toEqual({
        class_name: className,
        config: Object.fromEntries(pythonic),
      });
      const expected = X.map(meaning);
      await expectValues(predict(model), expected, boundOfBackend());
      const loaded = await load(artifacts);
      await expectValues(predict(loaded), expected, boundOfBackend());
      expect(activationIn(await saved(loaded))).toEqual(activationIn(artifacts));
    },
  );
});

test("an activation in Keras's form, with a name and a type, keeps its arguments too", async () => {
  const model = dense(
    identifier('LeakyReLU', {
      name: 'leaky',
      trainable: true,
      dtype: 'float32',
      negative_slope: 0.1,
    }),
  );
  expect(activationIn(await saved(model))).toEqual({
    class_name: 'LeakyReLU',
    config: { alpha: 0.1 },
  });
});

test('recurrent and bidirectional layers keep the arguments', async () => {
  const recurrent = () =>
    tf.layers.simpleRNN({
      units: 1,
      activation: act(layers.leakyReLU({ alpha: 0.5 })),
      kernelInitializer: 'ones',
    });
  const model = tf.sequential({
    layers: [
      tf.layers.bidirectional({
        layer: recurrent() as tf.RNN,
        mergeMode: 'concat',
        inputShape: [1, 1],
      }),
    ],
  });
  const x = tf.tensor3d([[[-2]]]);
  await expectValues(model.predict(x) as tf.Tensor, [-1, -1]);
  const loaded = await load(await saved(model));
  await expectValues(loaded.predict(x) as tf.Tensor, [-1, -1]);
});

test('a layer of a model, and one inside a wrapper, are saved as layers, also in a model that was loaded', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.timeDistributed({ layer: layers.leakyReLU({ alpha: 0.1 }), inputShape: [2, 3] }),
      layers.elu({ alpha: 2 }),
    ],
  });
  const first = await saved(model);
  const loaded = await load(first);
  expect((await saved(loaded)).modelTopology).toEqual(first.modelTopology);
  expect(loaded.layers[1].getClassName()).toBe('ELU');
  const input = tf.input({ shape: [2] });
  const output = layers.leakyReLU().apply(input) as tf.SymbolicTensor;
  const functional = await saved(tf.model({ inputs: input, outputs: output }));
  expect((await saved(await load(functional))).modelTopology).toEqual(functional.modelTopology);
});

test.each<[string, object, tf.layers.Layer, string]>([
  ['PReLU', {}, layers.prelu(), 'its weights would be neither trained nor saved'],
  [
    'Snake',
    { frequency: { initializer: 'ones' } },
    layers.snake({ frequency: {} }),
    'its weights would be neither trained nor saved',
  ],
  ['GLU', {}, layers.glu(), 'it changes the shape'],
  ['CReLU', {}, layers.crelu(), 'it changes the shape'],
  ['RReLU', {}, layers.rrelu(), 'an activation is not told whether the model is training'],
])('%s with the config %j is refused', (className, config, layer, reason) => {
  const message = `The activation of a layer cannot be a${/^R/.test(className) ? 'n' : ''} ${className} layer: ${reason}. Expected: a`;
  expect(() => dense(layer as unknown as Identifier)).toThrow(message);
  expect(() => act(layer)).toThrow(message);
  expect(() => predict(dense(identifier(className, config)))).toThrow(message);
  const recurrent = tf.layers.simpleRNN({ units: 2, activation: identifier(className, config) });
  expect(() => recurrent.apply(tf.ones([1, 2, 2]))).toThrow(message);
});
