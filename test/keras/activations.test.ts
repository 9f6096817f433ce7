import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// Activations of each kind, in models that real Keras saved with their outputs: make.py beside the files.

const FILES = [
  ...['learnt_2.h5', 'learnt_2.keras', 'learnt_3.h5', 'learnt_3.keras'],
  ...['wrapped_2.h5', 'wrapped_2.keras', 'wrapped_3.h5', 'wrapped_3.keras'],
  ...['functions_2.keras', 'functions_3.keras'],
  ...['given_2.keras', 'given_3.keras', 'recurrent_2.keras', 'recurrent_3.keras'],
];

test.each(FILES)('%s has the outputs that Keras computed, to 1e-5', async (file) => {
  const json = await readFixture(`keras/activations/${file.replace(/\.\w+$/, '.json')}`);
  const { x, y } = JSON.parse(new TextDecoder().decode(json));
  const model = await tf.loadLayersModel(fromKeras(fixture(`keras/activations/${file}`)));
  const input = tf.tensor(x.values, x.shape);
  const output = model.predict(input) as tf.Tensor;
  expect(output.shape).toEqual(y.shape);
  await expectValues(output, y.values, { ulp: 0, absolute: 1e-5 });
  const again = (await load(await saved(model))).predict(input) as tf.Tensor;
  await expectValues(again, y.values, { ulp: 0, absolute: 1e-5 });
});

test('gelu of a Keras that has none may be any of two, and is refused', async () => {
  const config = { name: 'it', batch_input_shape: [null, 2], activation: 'gelu' };
  const source = (keras_version: string) =>
    fromKeras({
      load: async () => ({
        modelTopology: {
          keras_version,
          model_config: {
            class_name: 'Sequential',
            config: [{ class_name: 'Activation', config }],
          },
        },
      }),
    });
  await expect(tf.loadLayersModel(source('2.2.4'))).rejects.toThrow('Keras 2.2.4 does not have');
  await tf.loadLayersModel(source('2.4.0'));
});
