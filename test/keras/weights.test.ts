import * as tf from '@tensorflow/tfjs';
import { type FromKerasOptions, fromKeras, type KerasSource } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectSavedOutputs } from '../support/keras_outputs.js';

// Models whose weights are hard to tell apart, which real Keras saved and the real converter converted: make.py in
// test/fixtures/keras/weights/.

const path = (name: string) => fixture(`keras/weights/${name}`);
const text = async (name: string) =>
  new TextDecoder().decode(await readFixture(`keras/weights/${name}`));

async function expectOutputs(name: string, source: KerasSource, options?: FromKerasOptions) {
  const model = await tf.loadLayersModel(fromKeras(source, options));
  await expectSavedOutputs(model, JSON.parse(await text(`${name}.json`)));
}

test.each([
  ['nested', ['2.15.0/*.h5', '2.15.0/*.keras', '3.15.1/*.h5', '3.15.1/*.keras', '3.15.1/*_h5']],
  ['nested', ['2.13.1/*.keras', '2.14.0/*.keras']],
  ['frozen_models', ['2.15.0/*.h5', '3.15.1/*.h5', '3.15.1/*_h5']],
  ['renamed', ['2.15.0/*.h5', '3.15.1/*.h5']],
  ['resaved', ['2.15.0/*.h5', '2.15.0/*_h5', '3.15.1/*_h5']],
  ['names', ['2.15.0/*_h5', '3.15.1/*.h5', '3.15.1/*.keras', '3.15.1/*_h5']],
  ['frozen', ['2.15.0/*.keras']],
  ['trained', ['2.15.0/*.keras', '3.15.1/*.keras']],
  ['autoencoder', ['3.15.1/*.h5']],
  ['shared', ['2.15.0/*.h5', '3.15.1/*.h5', '3.15.1/*.keras']],
  ['wrapped', ['2.15.0/*.h5', '2.15.0/*.keras', '3.15.1/*.h5', '3.15.1/*.keras']],
])('%s: each layer has its weights, outputs to 1e-5', async (name, forms) => {
  for (const form of forms) {
    const file = form.replace('*', name).replace(/_h5$/, '_h5/model.json');
    await expectOutputs(file.replace(/(_h5.*|\.\w+)$/, ''), path(file));
  }
});

describe('the config of a model and its weights in another file:', () => {
  test.each([
    ['2.15.0', 'resaved.weights.h5'],
    ['2.15.0', 'resaved_weights.h5'],
    ['2.15.0', 'resaved.h5'],
    ['3.15.1', 'resaved.weights.h5'],
  ])('%s/%s', async (version, file) => {
    const json = await text(`${version}/resaved.config.json`);
    const weights = path(`${version}/${file}`);
    const name = `${version}/resaved`;
    await expectOutputs(name, json, { weights });
    await expectOutputs(name, JSON.parse(json), { weights });
    await expectOutputs(name, path(`${version}/resaved.config.json`), { weights });
    await expectOutputs(name, json, {
      weights: await readFixture(`keras/weights/${version}/${file}`),
    });
  });

  test('weights of a model with other names are taken in turn', async () => {
    const json = (await text('2.15.0/resaved.config.json')).replaceAll('"dense_1', '"other_1');
    await expectOutputs('2.15.0/resaved', json, { weights: path('2.15.0/resaved_weights.h5') });
  });

  test('one without the other is refused, saying what is missing', async () => {
    const load = (source: KerasSource) => tf.loadLayersModel(fromKeras(source));
    await expect(load(await text('3.15.1/resaved.config.json'))).rejects.toThrow(
      'The model has no weights: model.to_json() returns only the config.',
    );
    for (const file of ['resaved.weights.h5', 'resaved_weights.h5']) {
      await expect(load(path(`2.15.0/${file}`))).rejects.toThrow('The file contains only weights');
    }
  });

  test('a file without weights is refused in their place', async () => {
    const handler = fromKeras(path('2.15.0/resaved.h5'), {
      weights: path('3.15.1/resaved.config.json'),
    });
    await expect(tf.loadLayersModel(handler)).rejects.toThrow(
      'The weights of a model must be an .h5',
    );
  });
});

describe('weights that cannot be told apart for sure are refused:', () => {
  test.each([
    [
      'names that say other layers than the order does',
      'renamed_h5/model.json',
      /layer 'b' \(Dense\) at model\/layers\/\d: has different weights by name .*\n.*layer 'c' .*\n.*layer 'd' .*\n.*layer 'a' /,
    ],
    [
      'a direction that Keras 2 saved in another order',
      'frozen.h5',
      /layer 'bidirectional' .*: must have the weight .*forward_lstm\/kernel where the file has .*backward_lstm/,
    ],
  ])('%s', async (_, file, message) => {
    await expect(tf.loadLayersModel(fromKeras(path(`2.15.0/${file}`)))).rejects.toThrow(message);
  });
});

describe('a list of weights', () => {
  const layer = (class_name: string, config: object) => ({ class_name, config });
  const dense = (name: string, units = 2) => layer('Dense', { name, units });
  const input = layer('InputLayer', { name: 'x', batch_input_shape: [null, 2] });

  const load = (layers: readonly object[], names: readonly string[], more: object = {}) =>
    tf.loadLayersModel(
      fromKeras({
        load: async () => ({
          modelTopology: {
            keras_version: '2.15.0',
            model_config: layer('Sequential', { name: 'm', layers: [input, ...layers] }),
          },
          weightSpecs: names.map((name) => ({
            ...{ name, dtype: 'float32' as const, shape: name.endsWith('kernel') ? [2, 2] : [2] },
          })),
          weightData: new Float32Array(
            names.flatMap((name, i) => Array(name.endsWith('kernel') ? 4 : 2).fill(i)),
          ).buffer,
          ...more,
        }),
      }),
    );

  /** The place in the file of the kernel that each layer has. */
  const kernels = (model: tf.LayersModel) =>
    Promise.all(
      model.layers
        .filter(({ weights }) => weights.length > 0)
        .map(async (each) => (await each.getWeights()[0].data())[0]),
    );

  const files = (...layers: string[]) =>
    layers.flatMap((name) => [`${name}/kernel`, `${name}/bias`]);

  test('is read by names in any order', async () => {
    const model = await load([dense('a'), dense('a_1'), dense('b')], files('b', 'a_1', 'a'));
    expect(await kernels(model)).toEqual([4, 2, 0]);
  });

  test('of a model that was saved again is in the order of the names of layers', async () => {
    const layers = [dense('d_2'), dense('d_10'), dense('d'), dense('d_1')];
    const model = await load(layers, files('d_3', 'd_1_1', 'd_10_1', 'd_2_1'), {
      convertedBy: 'TensorFlow.js Converter v4.22.0',
    });
    expect(await kernels(model)).toEqual([6, 4, 0, 2]);
  });

  test('has no more and no fewer weights than the layers, and all problems are told', async () => {
    await expect(load([dense('a'), dense('b')], files('a', 'c', 'e', 'f'))).rejects.toThrow(
      [
        'The model cannot be translated:',
        "  layer 'b' (Dense) at model/layers/2: must have weights of shapes [2,2], [2]. Received: none",
        '  the model at model: has no layer for these weights in the file: c/kernel, c/bias, e/kernel, e/bias, ' +
          'f/kernel, f/bias',
      ].join('\n'),
    );
    await expect(load([dense('a', 3), dense('b', 5)], files('a', 'b'))).rejects.toThrow(
      /'a' .*\[2,3\], \[3\]\. Received: \[2,2\], \[2\]\n.*'b' .*\[3,5\], \[5\]\. Received: \[2,2\], \[2\]/,
    );
  });

  test('of another kind than the layer needs is refused', async () => {
    const norm = layer('BatchNormalization', { name: 'norm' });
    const kinds = ['beta', 'gamma', 'moving_mean', 'moving_variance'];
    await expect(
      load(
        [norm],
        kinds.map((kind) => `norm/${kind}`),
      ),
    ).rejects.toThrow(
      "layer 'norm' (BatchNormalization) at model/layers/1: must have the weight norm/gamma where the file has norm/beta",
    );
  });
});
