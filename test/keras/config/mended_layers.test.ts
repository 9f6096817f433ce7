import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../../src/keras/index.js';
import { load, saved } from '../../support/models.js';
import { outcomeOf, readSweep } from '../../support/sweep.js';

// Layers of tfjs with a fault mended. That they compute what Keras computes is held by the sweep.

const handlerOf = (config: object, keras_version: string) => ({
  load: async () => ({ modelTopology: { model_config: config, keras_version } }),
});

test.each(['Flatten', 'Conv3D', 'BatchNormalization', 'LayerNormalization'])(
  'a mended %s is saved as the class of Keras, and tfjs by itself loads it',
  async (className) => {
    const cases = await readSweep('keras3');
    const each = cases.find(({ class: of }) => of === className);
    if (each === undefined) throw new Error(`The sweep has no ${className}`);
    expect((await outcomeOf(each, false)).kind).toBe('equal');
    const model = await tf.loadLayersModel(fromKeras(handlerOf(each.config, each.version)));
    const artifacts = await saved(model);
    expect(JSON.stringify(artifacts.modelTopology)).toContain(`"class_name":"${className}"`);
    expect(JSON.stringify(artifacts.modelTopology)).not.toContain('"Keras');
    expect((await load(artifacts)).countParams()).toBe(model.countParams());
  },
);

test('a Conv3D is not trained on wasm, which computes another gradient', async () => {
  const each = (await readSweep('keras3')).find(({ name }) => /^Conv3D.* trained$/.test(name));
  if (each === undefined) throw new Error('The sweep trains no Conv3D');
  const { kind, reason } = await outcomeOf(each, true);
  if (tf.getBackend() === 'wasm') expect(reason).toContain('cannot be trained on the wasm backend');
  else expect(kind).toBe('equal');
});
