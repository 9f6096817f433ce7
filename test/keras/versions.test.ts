import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectValues } from '../support/values.js';

// Models that Keras of many versions saved, with inputs and outputs; the folder is the version.

interface Saved {
  readonly shape: number[];
  readonly values: number[];
}

test.each([
  ['3.12.0/conv1d.keras', 'data_format of a Conv1D'],
  ['3.15.1/global_average_pooling1d.keras', 'data_format of a pooling of steps'],
  ['3.15.1/conv2d_transpose.keras', 'a dilation_rate of 1 of a transposed convolution'],
  ['3.15.1/separable_conv2d.keras', 'depth_multiplier'],
  ['2.15.0/separable_conv2d.h5', 'a depth_multiplier of 2, and the unused kernel_initializer'],
  ['3.15.1/batch_normalization.keras', 'renorm_momentum of a BatchNormalization without renorm'],
  ['2.0.4/batch_normalization.h5', 'names that h5py 2 pads with NUL, and a config that is a list'],
  [
    '2.2.4/resaved.h5',
    'weights of a model that was loaded and saved again, dense_1_1 in the group dense_1',
  ],
  ['tf1.12/relu.h5', 'numbers that are saved as arrays of NumPy'],
])('%s has the outputs that Keras computed, to 1e-5: %s', async (path) => {
  const json = await readFixture(`keras/versions/${path.replace(/\.\w+$/, '.json')}`);
  const { x, y }: { x: Saved[]; y: Saved[] } = JSON.parse(new TextDecoder().decode(json));
  const model = await tf.loadLayersModel(fromKeras(fixture(`keras/versions/${path}`)));
  const inputs = x.map(({ values, shape }) => tf.tensor(values, shape));
  const outputs = [model.predict(inputs)].flat();
  expect(outputs.map(({ shape }) => shape)).toEqual(y.map(({ shape }) => shape));
  for (const [i, { values }] of y.entries()) {
    await expectValues(outputs[i], values, { ulp: 0, absolute: 1e-5 });
  }
});

test('a sequential model inside another layer may be a list of layers, as before Keras 2.2.3', async () => {
  const inner = (layers: object) => ({ class_name: 'Sequential', config: layers, name: 'inner' });
  const layer = (class_name: string, config: object) => ({
    class_name,
    config: { name: 'it', ...config },
  });
  const dense = layer('Dense', { units: 2, batch_input_shape: [null, 4] });
  const topology = (layers: object) => ({
    load: async () => ({
      modelTopology: {
        keras_version: '2.1.6',
        model_config: {
          class_name: 'Sequential',
          config: [
            layer('TimeDistributed', { batch_input_shape: [null, 3, 4], layer: inner(layers) }),
          ],
        },
      },
    }),
  });
  const [ofList, ofObject] = await Promise.all(
    [[dense], { name: 'inner', layers: [dense] }].map(
      async (layers) => (await fromKeras(topology(layers)).load?.())?.modelTopology,
    ),
  );
  expect(ofList).toEqual(ofObject);
});
