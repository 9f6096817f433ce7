import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectValues } from '../support/values.js';

// Models that Keras 1 saved, with inputs and outputs: make.py beside them.

interface Saved {
  readonly shape: number[];
  readonly values: number[];
}

test.each([
  ['sequence', 'recurrent layers in one array or in one for each gate, and what wraps them'],
  ['images', 'convolutions over images'],
  ['steps', 'convolutions over steps'],
  ['film', 'convolutions over images and time, and recurrent ones'],
  ['activations', 'activations, also with shared axes, which Keras 1 does not save'],
  ['graph', 'merges, shared layers, and models in a model'],
  ['branches', 'a sequential model that begins with a merge of others'],
  ['images_theano', 'kernels of Theano, which convolves'],
  ['steps_theano', 'the same over steps'],
  ['keras2_convolutions', 'kernels of Theano from Keras 2.2.4'],
  ['keras2_merges', 'layers of the class Merge from Keras 2.0.4'],
  ['first', 'version 1.0.8, whose kernels over steps have another shape'],
])('%s.h5 has the outputs that Keras computed, to 1e-5: %s', async (name) => {
  const json = await readFixture(`keras/keras1/${name}.json`);
  const { x, y }: { x: Saved[]; y: Saved } = JSON.parse(new TextDecoder().decode(json));
  const model = await tf.loadLayersModel(fromKeras(fixture(`keras/keras1/${name}.h5`)));
  const inputs = x.map(({ values, shape }) => tf.tensor(values, shape));
  const output = model.predict(inputs) as tf.Tensor;
  expect(output.shape).toEqual(y.shape);
  await expectValues(output, y.values, { ulp: 0, absolute: 1e-5 });
});

const layer = (class_name: string, config: object) => ({
  class_name,
  config: { name: 'it', batch_input_shape: [null, 4, 4, 2], input_dtype: 'float32', ...config },
});
const convolution = { nb_filter: 1, nb_row: 2, nb_col: 2 };

test.each<[string, object, string]>([
  ['Convolution2D', { ...convolution, dim_ordering: 'th' }, 'but tfjs needs the channels last'],
  ['BatchNormalization', { mode: 1 }, 'has mode=1, which only Keras 1 supports'],
  ['BatchNormalization', { mode: 0 }, 'was saved by Keras 1.0.0, which computes it differently'],
  ['Highway', { init: 'glorot_uniform' }, 'is a layer that tfjs does not have'],
  ['Mish', {}, "is not the layer of Keras but the custom class 'Mish'"],
  ['Merge', { mode: 'cos' }, 'has mode="cos", which only Keras 1 supports'],
  ['Merge', { mode: 'mine', mode_type: 'function' }, 'merges with a function'],
])('%s with %j of a file that speaks Keras 1 is refused: %s', async (name, config, message) => {
  const source = {
    load: async () => ({
      modelTopology: { class_name: 'Sequential', config: [layer(name, config)] },
    }),
  };
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(message);
});

test('an SReLU of Theano with a negative slope is refused, which Theano bounds otherwise', async () => {
  const source = fixture('keras/keras1/srelu_theano.h5');
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(
    'its a_left must not be negative. Received: -',
  );
});
