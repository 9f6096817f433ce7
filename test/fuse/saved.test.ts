import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { act, defineActivation, layers } from '../../src/index.js';
import { classesOf, expectSame, withRandomWeights } from '../support/fused.js';
import { load, saved } from '../support/models.js';

defineActivation({ name: 'leaning', formula: 'x * sigmoid(tilt * x)', parameters: { tilt: 2 } });

const norm = () => tf.layers.batchNormalization();

function network(): tf.LayersModel {
  const x = tf.input({ shape: [6, 5, 3], name: 'picture' });
  const apply = (x: tf.SymbolicTensor, ...all: tf.layers.Layer[]) =>
    all.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const conv = () => tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' });
  const y = apply(x, conv(), norm(), layers.reLU({ maxValue: 6, negativeSlope: 0.125 }));
  const formula = layers.formula({ formula: 'leaning(x) + tLeft', tLeft: { initializer: 'ones' } });
  const main = apply(y, conv(), formula, conv(), norm());
  const sum = apply(tf.layers.add().apply([main, y]) as tf.SymbolicTensor, layers.srelu());
  const depthwise = tf.layers.depthwiseConv2d({
    kernelSize: 2,
    activation: act<'leaning'>('leaning') as 'relu',
  });
  const nested = tf.sequential({
    name: 'inner',
    layers: [
      tf.layers.separableConv2d({ filters: 2, kernelSize: 2, inputShape: [5, 4, 3] }),
      norm(),
    ],
  });
  const flat = apply(sum, depthwise, nested, tf.layers.flatten());
  const outputs = [apply(flat, tf.layers.dense({ units: 4 }), layers.pelu()), sum];
  return withRandomWeights(tf.model({ inputs: x, outputs, name: 'network' }));
}

test('a fused functional model can be saved and loaded, and computes the same', async () => {
  const model = network();
  const fused = fuse(model);
  const loaded = await load(await saved(fused));
  expect(classesOf(loaded)).toEqual(classesOf(fused));
  expect(loaded.outputNames).toEqual(model.outputNames);
  expect(loaded.inputNames).toEqual(['picture']);
  await expectSame(loaded, model);
  await expect(loaded.fit(tf.ones([1, 6, 5, 3]), tf.ones([1]))).rejects.toThrow(
    /fused for inference/,
  );
});

test('a fused sequential model is saved and loaded as a sequential model', async () => {
  const model = withRandomWeights(
    tf.sequential({
      layers: [
        tf.layers.conv1d({ filters: 3, kernelSize: 2, inputShape: [5, 2], name: 'conv' }),
        norm(),
        layers.prelu({ sharedAxes: [1], name: 'last' }),
      ],
    }),
  );
  const loaded = await load(await saved(fuse(model)));
  expect(loaded).toBeInstanceOf(tf.Sequential);
  await expectSame(loaded, model);
  expect(loaded.layers.map(({ name }) => name)).toEqual(['conv_input', 'last']);
});

test('fusing a fused model again does not change it', async () => {
  const model = network();
  const again = fuse(fuse(model));
  await expectSame(again, model);
});

test.each([
  ['no list of parameters', { formula: { name: 'x' }, parameters: 5 }, /must be a list/],
  [
    'a string as a value',
    { formula: { name: 'x + a' }, parameters: [{ name: 'a', value: 'b' }] },
    /must be a number/,
  ],
  ['no formula', { parameters: [] }, /formula/],
  ['no value', null, /must be a list of objects/],
  ['an invalid formula', { formula: { name: 'alert(1)' }, parameters: [] }, /alert/],
])('a saved step with %s is refused', async (_, step, message) => {
  await expect(withSteps(() => [step])).rejects.toThrow(message);
});

test('more steps than a model needs are refused', async () => {
  await expect(withSteps(([step]) => Array(1000).fill(step))).rejects.toThrow(/too many/);
});

test('steps that are not a list are refused', async () => {
  await expect(withSteps(() => 'abc')).rejects.toThrow(
    /must be a list of objects. Received: "abc"/,
  );
});

test('a dense layer with an activation of tfjs is saved with it', async () => {
  const model = withRandomWeights(
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2], activation: 'elu' }),
        tf.layers.dense({ units: 2, activation: 'relu', useBias: false }),
      ],
    }),
  );
  const loaded = await load(await saved(fuse(model)));
  expect(loaded.layers.slice(1).map((layer) => layer.getConfig().activation)).toEqual([
    'elu',
    'relu',
  ]);
  await expectSame(loaded, model);
});

test.each(['relu', 'sigmoid', 1])(
  'an activation that is not the step is refused: %p',
  async (activation) => {
    const changed = withConfig((config) => ({ ...config, activation }));
    await expect(changed).rejects.toThrow(/must be relu or elu, and its only step the same/);
  },
);

type Saved = { readonly steps: readonly object[] };

/** Loads a fused model whose first layer has another config than that it was saved with. */
async function withConfig(change: (config: Saved) => object): Promise<unknown> {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2] }), layers.mish()],
  });
  const artifacts = await saved(fuse(model));
  const topology = artifacts.modelTopology as { config: { layers: { config: object }[] } };
  const layer = topology.config.layers[1];
  layer.config = change(layer.config as Saved);
  return load(artifacts);
}

/** The same with other steps. */
function withSteps(change: (steps: readonly object[]) => unknown): Promise<unknown> {
  return withConfig((config) => ({ ...config, steps: change(config.steps) }));
}
