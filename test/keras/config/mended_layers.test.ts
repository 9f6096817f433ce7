import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../../src/keras/index.js';
import { load, saved } from '../../support/models.js';
import { outcomeOf, readSweep } from '../../support/sweep.js';

// Layers of tfjs with a fault mended. That they compute what Keras computes is held by the sweep.

const handlerOf = (config: object, keras_version: string) => ({
  load: async () => ({ modelTopology: { model_config: config, keras_version } }),
});

test.each([
  'Flatten',
  'Conv3D',
  'MaxPooling1D',
  'MaxPooling2D',
  'BatchNormalization',
  'LayerNormalization',
])('a mended %s is saved as the class of Keras, and tfjs by itself loads it', async (className) => {
  const cases = await readSweep('keras3');
  const each = cases.find(({ class: of }) => of === className);
  if (each === undefined) throw new Error(`The sweep has no ${className}`);
  expect((await outcomeOf(each, false)).kind).toBe('equal');
  const model = await tf.loadLayersModel(fromKeras(handlerOf(each.config, each.version)));
  const artifacts = await saved(model);
  expect(JSON.stringify(artifacts.modelTopology)).toContain(`"class_name":"${className}"`);
  expect(JSON.stringify(artifacts.modelTopology)).not.toContain('"Keras');
  expect((await load(artifacts)).countParams()).toBe(model.countParams());
});

test('a Conv3D is not trained on wasm, which computes another gradient', async () => {
  const each = (await readSweep('keras3')).find(({ name }) => /^Conv3D.* trained$/.test(name));
  if (each === undefined) throw new Error('The sweep trains no Conv3D');
  const { kind, reason } = await outcomeOf(each, true);
  if (tf.getBackend() === 'wasm') expect(reason).toContain('cannot be trained on the wasm backend');
  else expect(kind).toBe('equal');
});

test.each(['same', 'valid'])(
  'a MaxPooling1D with padding="%s" has its gradient, or says on wasm that it has another',
  async (padding) => {
    const layer = (class_name: string, config: object) => ({
      class_name,
      config: { name: class_name, dtype: 'float32', ...config },
    });
    const layers = [
      layer('InputLayer', { batch_input_shape: [null, 5, 2] }),
      layer('Dense', { units: 2 }),
      layer('MaxPooling1D', { pool_size: 2, strides: 2, padding }),
    ];
    const config = { class_name: 'Sequential', config: { name: 'm', layers } };
    const model = await tf.loadLayersModel(fromKeras(handlerOf(config, '2.15.0')));
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const training = model.trainOnBatch(
      tf.ones([2, 5, 2]),
      tf.ones([2, padding === 'same' ? 3 : 2, 2]),
    );
    if (tf.getBackend() !== 'wasm' || padding === 'valid')
      expect(await training).toBeGreaterThan(0);
    else
      await expect(training).rejects.toThrow(
        '(MaxPooling1D) cannot be trained on the wasm backend',
      );
  },
);
