import * as tf from '@tensorflow/tfjs';
import { isObject } from '../config/serialized.js';
import { type SavedModel, type SavedWeight, savedModel } from './saved_model.js';

/**
 * The model that a handler of tfjs has loaded.
 *
 * @throws When it is no model of Keras, or its weights cannot be read.
 */
export async function readArtifacts(artifacts: tf.io.ModelArtifacts): Promise<SavedModel> {
  const { modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts;
  const topology = isObject(modelTopology) ? modelTopology : {};
  const weights = await readWeights(weightSpecs, [weightData].flat() as ArrayBuffer[]);
  return savedModel(topology.model_config ?? topology, topology.keras_version, weights);
}

async function readWeights(
  specs: readonly tf.io.WeightsManifestEntry[],
  data: ArrayBuffer[],
): Promise<SavedWeight[]> {
  checkNames(specs);
  const buffer = tf.io.concatenateArrayBuffers(data);
  const tensors = tf.tidy(() => tf.io.decodeWeights(buffer, [...specs]));
  const weights: SavedWeight[] = [];
  try {
    for (const { name } of specs) {
      const values = Float32Array.from(await tensors[name].data());
      weights.push({ name, shape: tensors[name].shape, values });
    }
  } finally {
    tf.dispose(tensors);
  }
  return weights;
}

/** tfjs decodes into an object by name, so that a name that stands twice would leave a tensor. */
function checkNames(specs: readonly tf.io.WeightsManifestEntry[]): void {
  const names = new Set<string>();
  for (const { name } of specs) {
    if (names.has(name)) throw new Error(`Each weight has its own name. Received: ${name}, twice`);
    names.add(name);
  }
}
