import * as tf from '@tensorflow/tfjs';
import { type Serialized, withArguments } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import type { Leaf, Translation } from '../translate.js';
import { weightsOf } from './find.js';
import { checkNormalizedAxes } from './normalized_axes.js';

/**
 * The saved weights under the names by which tfjs finds them. Names differ, so that each layer gets its weights by
 * their order.
 *
 * @throws When a layer has not as many weights as it needs, or weights of other shapes.
 */
export async function weightArtifacts(
  { topology, leaves }: Translation,
  weights: readonly SavedWeight[],
): Promise<Pick<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'>> {
  const model = await tf.loadLayersModel({
    load: async () => ({ modelTopology: withoutInitializers(topology) }),
  });
  try {
    for (const leaf of leaves) checkNormalizedAxes(leaf, layerAt(model, leaf));
    const assigned = leaves.flatMap((leaf) => assign(leaf, layerAt(model, leaf), weights));
    return {
      weightSpecs: assigned.map(({ name, shape }) => ({
        name,
        shape: [...shape],
        dtype: 'float32' as const,
      })),
      weightData: concatenated(assigned.map(({ values }) => values)),
    };
  } finally {
    // The model's own dispose would leave the weights of a layer that is called twice.
    for (const leaf of leaves) for (const weight of layerAt(model, leaf).weights) weight.dispose();
  }
}

/** Zeros are quick to make. */
function withoutInitializers(topology: Serialized): Serialized {
  return withArguments(topology, (key, argument) => {
    if (key === 'unit_forget_bias') return false; // tfjs leaves tensors when it makes such a bias.
    return key.endsWith('_initializer') ? { class_name: 'Zeros', config: {} } : argument;
  });
}

function layerAt(model: tf.LayersModel, { translatedPath }: Leaf): tf.layers.Layer {
  return translatedPath.reduce<tf.layers.Layer>(
    (holder, name) => (holder as tf.LayersModel).getLayer(name),
    model,
  );
}

function assign(
  leaf: Leaf,
  layer: tf.layers.Layer,
  weights: readonly SavedWeight[],
): SavedWeight[] {
  const saved = weightsOf(leaf, weights);
  const shapes = (list: readonly { readonly shape: readonly (number | null)[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(', ') || 'none';
  if (shapes(saved) !== shapes(layer.weights)) {
    throw new Error(
      `The weights of layer '${leaf.path.at(-1)}' (${leaf.source.class_name}) at ${leaf.place} must have ` +
        `the shapes ${shapes(layer.weights)}. Received: ${shapes(saved)}`,
    );
  }
  return layer.weights.map(({ originalName }, i) => ({ ...saved[i], name: originalName }));
}

function concatenated(arrays: readonly Float32Array[]): ArrayBuffer {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of arrays) {
    all.set(values, at);
    at += values.length;
  }
  return all.buffer;
}
