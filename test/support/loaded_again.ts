import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { load, saved } from './models.js';

/**
 * A model as tfjs saves and loads it. On webgpu, the recurrent layers of tfjs fail for a mask, so `fromKeras` loads what
 * tfjs has saved.
 */
export async function loadedAgain(model: tf.LayersModel): Promise<tf.LayersModel> {
  const artifacts = await saved(model);
  if (BACKEND !== 'webgpu') return load(artifacts);
  return tf.loadLayersModel(fromKeras({ load: async () => artifacts }));
}
