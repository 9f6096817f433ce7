import * as tf from '@tensorflow/tfjs';

type Weights = readonly tf.LayerVariable[];

/** The weights that a layer has created with `addWeight`, trainable or not. */
interface Own {
  readonly _trainableWeights?: Weights;
  readonly _nonTrainableWeights?: Weights;
}

/**
 * The weights of a layer and of its inner layers in order, whether frozen or not: in `layer.weights`, frozen weights
 * come last.
 */
export function weightsOf(layer: tf.layers.Layer): Weights {
  const { weights } = layer;
  const own = ownWeightsOf(layer);
  // Most layers have no inner ones with weights, and looking for them takes longer than everything else here.
  if (own.length === weights.length && own.every((weight) => weights.includes(weight))) return own;
  const found = new Set<tf.LayerVariable>();
  const visited = new Set<tf.layers.Layer>();
  const visit = (each: tf.layers.Layer): void => {
    if (visited.has(each)) return;
    visited.add(each);
    for (const weight of ownWeightsOf(each)) found.add(weight);
    const parts = each instanceof tf.LayersModel ? each.layers : Object.values(each).flat();
    for (const part of parts) if (part instanceof tf.layers.Layer) visit(part);
  };
  visit(layer);
  // A class may keep its weights elsewhere.
  return weights.length === found.size && weights.every((weight) => found.has(weight))
    ? [...found]
    : weights;
}

function ownWeightsOf(layer: tf.layers.Layer): Weights {
  const { _trainableWeights = [], _nonTrainableWeights = [] } = layer as unknown as Own;
  return [..._trainableWeights, ..._nonTrainableWeights];
}

/** The shapes of weights, as errors list them. */
export function shapesOf(
  weights: readonly { readonly shape: readonly (number | null)[] }[],
): string {
  return weights.map(({ shape }) => `[${shape}]`).join(', ') || 'none';
}
