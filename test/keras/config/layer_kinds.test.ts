import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../../src/keras/index.js';

// Layers of one kind are translated once.

const layer = (class_name: string, name: string, config: object = {}) => ({
  class_name,
  config: { name, trainable: true, ...config },
});

const input = {
  class_name: 'InputLayer',
  config: { name: 'input', batch_input_shape: [null, 3, 4] },
};

const model = (...layers: object[]) => ({
  class_name: 'Sequential',
  config: {
    name: 'model',
    layers: [input, ...layers],
  },
  keras_version: '2.15.0',
});

const load = (...layers: object[]) =>
  tf.loadLayersModel(fromKeras({ load: async () => ({ modelTopology: model(...layers) }) }));

test('each layer has its own name, arguments and weights', async () => {
  const dense = (name: string, activation: object | string) =>
    layer('Dense', name, { units: 4, activation });
  const leaky = (alpha: number) => layer('LeakyReLU', 'inner', { alpha });
  const { layers } = await load(
    dense('a', leaky(0.1)),
    dense('b', leaky(0.2)),
    dense('c', leaky(0.1)),
    dense('d', 'relu'),
  );
  const denses = layers.slice(1);
  expect(denses.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  const activations = denses.map((each) => JSON.stringify(each.getConfig().activation));
  expect(activations[0]).toBe(activations[2]);
  expect(activations[0]).not.toBe(activations[1]);
  expect(new Set(denses.flatMap(({ weights }) => weights.map(({ name }) => name))).size).toBe(8);
});

test('the layers of a wrapped model are named after each layer that wraps it', async () => {
  const inner = {
    class_name: 'Sequential',
    config: {
      name: 'inner',
      layers: [layer('Dense', 'dense', { units: 4, batch_input_shape: [null, 4] })],
    },
  };
  const { layers } = await load(
    layer('TimeDistributed', 'a', { layer: inner }),
    layer('TimeDistributed', 'b', { layer: inner }),
  );
  const names = layers
    .slice(1)
    .flatMap(({ weights }) => weights.map(({ originalName }) => originalName));
  expect(new Set(names).size).toBe(4);
});

test('a problem that several layers have is reported for each of them', async () => {
  const bad = (name: string) => layer('Conv1D', name, { filters: 1, kernel_size: 2, groups: 'x' });
  const refused = load(bad('a'), bad('b'), layer('Missing', 'c'), layer('Missing', 'd'));
  const error = await refused.then(() => '', String);
  for (const name of 'abcd') expect(error).toContain(`layer '${name}'`);
});
