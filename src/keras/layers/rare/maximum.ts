import * as tf from '@tensorflow/tfjs';

/**
 * The maximum of tensors of one shape. Of equal elements, only the first has a gradient, as in Keras; `tf.max` gives
 * the whole gradient to each.
 */
export function firstMaximum(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.reduce((largest, each) => tf.maximum(largest, each));
}
