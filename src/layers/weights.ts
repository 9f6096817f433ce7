import * as tf from '@tensorflow/tfjs';

type Weights = readonly tf.LayerVariable[];

/** What a layer has made by `addWeight`, to be trained and not. */
interface Own {
  readonly _trainableWeights?: Weights;
  readonly _nonTrainableWeights?: Weights;
}

/**
 * The weights of a layer, and of those in it, in the order in which they were made. The order of `layer.weights` changes
 * with what is frozen.
 */
export function weightsOf(layer: tf.layers.Layer): Weights {
  const found = new Set<tf.LayerVariable>();
  const visited = new Set<tf.layers.Layer>();
  const visit = (each: tf.layers.Layer): void => {
    if (visited.has(each)) return;
    visited.add(each);
    const { _trainableWeights = [], _nonTrainableWeights = [] } = each as unknown as Own;
    for (const weight of [..._trainableWeights, ..._nonTrainableWeights]) found.add(weight);
    for (const value of Object.values(each).flat()) {
      if (value instanceof tf.layers.Layer) visit(value);
    }
  };
  visit(layer);
  const { weights } = layer;
  // A class may keep its weights elsewhere.
  return weights.length === found.size && weights.every((weight) => found.has(weight))
    ? [...found]
    : weights;
}
