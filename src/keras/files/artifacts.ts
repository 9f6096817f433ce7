import * as tf from '@tensorflow/tfjs';
import { isObject } from '../config/serialized.js';
import { floatsIn, IS_LITTLE_ENDIAN, joined } from './bytes.js';
import { type SavedModel, type SavedWeight, type SavedWeights, savedModel } from './saved_model.js';

/**
 * The model that a handler of tfjs has loaded.
 *
 * @throws When it is no model of Keras, or its weights cannot be read.
 */
export async function readArtifacts(artifacts: tf.io.ModelArtifacts): Promise<SavedModel> {
  const { modelTopology } = artifacts;
  // Without what `fromKeras` hides in it for tfjs, where this is a handler of its own.
  const topology = isObject(modelTopology) ? { ...modelTopology } : {};
  return savedModel(
    topology.model_config ?? topology,
    topology.keras_version,
    await readWeights(artifacts),
  );
}

async function readWeights(artifacts: tf.io.ModelArtifacts): Promise<SavedWeights | undefined> {
  const { weightSpecs = [], weightData = new ArrayBuffer(0), convertedBy } = artifacts;
  if (weightSpecs.length === 0) return undefined;
  const buffers = [weightData].flat().map((buffer) => new Uint8Array(buffer));
  const list = await decode(weightSpecs, joined(buffers));
  return {
    layout: list.some(({ name }) => PLACE.test(name)) ? 'places' : 'names',
    list,
    isConverted: convertedBy?.startsWith('TensorFlow.js Converter') ?? false,
  };
}

/** The converter names the weights of a `.keras` file by their places. */
const PLACE = /^(layers|_layer_checkpoint_dependencies)\/.*\/vars\/\d+$/;

async function decode(
  specs: readonly tf.io.WeightsManifestEntry[],
  buffer: ArrayBuffer,
): Promise<SavedWeight[]> {
  if (!specs.every(isPlain)) return decodeByTfjs(specs, buffer);
  const lengths = specs.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
  const expected = lengths.reduce((sum, length) => sum + 4 * length, 0);
  if (!(expected <= buffer.byteLength)) {
    throw new Error(
      `The weights are cut off. Expected: ${expected} bytes. Received: ${buffer.byteLength}`,
    );
  }
  let offset = 0;
  return specs.map(({ name, shape }, i) => {
    const values = floatsIn(buffer, offset, lengths[i]);
    offset += values.byteLength;
    return { name, shape, values };
  });
}

/** Whether a weight lies in the file as it is. */
function isPlain({ dtype, quantization }: tf.io.WeightsManifestEntry): boolean {
  return dtype === 'float32' && quantization === undefined && IS_LITTLE_ENDIAN;
}

async function decodeByTfjs(
  specs: readonly tf.io.WeightsManifestEntry[],
  buffer: ArrayBuffer,
): Promise<SavedWeight[]> {
  // tfjs decodes into an object by name, so that a name that stands twice would leave a tensor.
  const numbered = specs.map((spec, i) => ({ ...spec, name: String(i) }));
  const tensors = tf.tidy(() => tf.io.decodeWeights(buffer, numbered));
  const weights: SavedWeight[] = [];
  try {
    for (const [i, { name }] of specs.entries()) {
      const values = Float32Array.from(await tensors[i].data());
      weights.push({ name, shape: tensors[i].shape, values });
    }
  } finally {
    tf.dispose(tensors);
  }
  return weights;
}
