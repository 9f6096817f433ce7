import * as tf from '@tensorflow/tfjs';
import { product } from '../../kernels/broadcast.js';
import { isObject } from '../config/serialized.js';
import { BufferList, IS_LITTLE_ENDIAN } from './bytes.js';
import { type SavedModel, type SavedWeight, type SavedWeights, savedModel } from './saved_model.js';

/**
 * The model that an IO handler of tfjs has loaded.
 *
 * @throws When it is not a Keras model, or its weights cannot be read.
 */
export function readArtifacts(artifacts: tf.io.ModelArtifacts): SavedModel {
  const { modelTopology } = artifacts;
  // Without the data that `fromKeras` hides in it for tfjs, if this is an IO handler of `fromKeras`.
  const topology = isObject(modelTopology) ? { ...modelTopology } : {};
  return savedModel(
    topology.model_config ?? topology,
    topology.keras_version,
    readWeights(artifacts),
  );
}

function readWeights(artifacts: tf.io.ModelArtifacts): SavedWeights | undefined {
  const { weightSpecs = [], weightData = new ArrayBuffer(0), convertedBy } = artifacts;
  if (weightSpecs.length === 0) return undefined;
  return {
    layout: weightSpecs.some(({ name }) => PLACE.test(name)) ? 'places' : 'names',
    list: weightsIn(weightSpecs, new BufferList([weightData].flat())),
    data: weightData,
    isConverted: convertedBy?.startsWith('TensorFlow.js Converter') ?? false,
  };
}

/** The converter names the weights of a `.keras` file by their places. */
const PLACE = /^(layers|_layer_checkpoint_dependencies)\/.*\/vars\/\d+$/;

/** The weights, each read when its values are needed. */
function weightsIn(
  specs: readonly tf.io.WeightsManifestEntry[],
  buffers: BufferList,
): SavedWeight[] {
  let end = 0;
  const weights = specs.map((spec) => {
    const { name, shape } = spec;
    const start = end;
    end += bytesOf(spec);
    const stop = end;
    const { dtype, quantization } = spec;
    const encoding = isPlain(spec) ? undefined : { dtype, quantization };
    return {
      ...{ name, shape, encoding },
      get values() {
        return encoding
          ? decoded(spec, buffers.slice(start, stop))
          : buffers.floats(start, product(shape));
      },
    };
  });
  if (end <= buffers.byteLength) return weights;
  throw new Error(
    `The weights are truncated. Expected: ${end} bytes. Received: ${buffers.byteLength}`,
  );
}

/** The number of bytes of a stored weight. */
function bytesOf({ name, shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  if (Object.hasOwn(BYTES, stored)) return product(shape) * BYTES[stored];
  throw new Error(
    `The weight '${name}' must be stored as ${Object.keys(BYTES).join(', ')}. Received: ${stored}`,
  );
}

const BYTES: Readonly<Record<string, number>> = {
  ...{ float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1 },
};

/** Whether a weight is stored as floats. */
function isPlain({ dtype, quantization }: tf.io.WeightsManifestEntry): boolean {
  return dtype === 'float32' && quantization === undefined && IS_LITTLE_ENDIAN;
}

/** The values of a weight that is stored otherwise, decoded by tfjs. */
function decoded(spec: tf.io.WeightsManifestEntry, bytes: ArrayBuffer): Float32Array {
  return tf.tidy(() => {
    const { [spec.name]: tensor } = tf.io.decodeWeights(bytes, [spec]);
    return new Float32Array(tensor.dataSync()); // `from` takes much longer.
  });
}
