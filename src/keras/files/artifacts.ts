import * as tf from '@tensorflow/tfjs';
import { product } from '../../kernels/broadcast.js';
import { isObject } from '../config/serialized.js';
import { BufferList, IS_LITTLE_ENDIAN, joined } from './bytes.js';
import { type SavedModel, type SavedWeight, type SavedWeights, savedModel } from './saved_model.js';

/**
 * The model that an IO handler of tfjs has loaded.
 *
 * @throws When it is not a Keras model, or its weights cannot be read.
 */
export async function readArtifacts(artifacts: tf.io.ModelArtifacts): Promise<SavedModel> {
  const { modelTopology } = artifacts;
  // Without the data that `fromKeras` hides in it for tfjs, if this is an IO handler of `fromKeras`.
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
  return {
    layout: weightSpecs.some(({ name }) => PLACE.test(name)) ? 'places' : 'names',
    ...(weightSpecs.every(isPlain)
      ? { list: plainWeights(weightSpecs, weightData), data: weightData }
      : { list: await decoded(weightSpecs, weightData) }),
    isConverted: convertedBy?.startsWith('TensorFlow.js Converter') ?? false,
  };
}

/** The converter names the weights of a `.keras` file by their places. */
const PLACE = /^(layers|_layer_checkpoint_dependencies)\/.*\/vars\/\d+$/;

function plainWeights(
  specs: readonly tf.io.WeightsManifestEntry[],
  data: ArrayBuffer | ArrayBuffer[],
): SavedWeight[] {
  const buffers = new BufferList([data].flat());
  const lengths = specs.map(({ shape }) => product(shape));
  const expected = lengths.reduce((sum, length) => sum + 4 * length, 0);
  if (!(expected <= buffers.byteLength)) {
    throw new Error(
      `The weights are truncated. Expected: ${expected} bytes. Received: ${buffers.byteLength}`,
    );
  }
  let end = 0;
  return specs.map(({ name, shape }, i) => {
    const start = end;
    end += 4 * lengths[i];
    return {
      ...{ name, shape },
      get values() {
        return buffers.floats(start, lengths[i]);
      },
    };
  });
}

/** Whether a weight is stored without encoding. */
function isPlain({ dtype, quantization }: tf.io.WeightsManifestEntry): boolean {
  return dtype === 'float32' && quantization === undefined && IS_LITTLE_ENDIAN;
}

/** Weights that are stored encoded, decoded by tfjs. */
async function decoded(
  specs: readonly tf.io.WeightsManifestEntry[],
  data: ArrayBuffer | ArrayBuffer[],
): Promise<SavedWeight[]> {
  const buffer = joined([data].flat().map((each) => new Uint8Array(each)));
  // tfjs decodes to an object keyed by name, so a duplicate name would leak a tensor.
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
