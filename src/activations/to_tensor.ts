import * as tf from '@tensorflow/tfjs';

/** Whether it is a tensor, also one of another copy of tfjs. */
export function isTensor(x: unknown): x is tf.Tensor {
  return typeof x === 'object' && x !== null && 'dataId' in x;
}

export function toTensor(x: tf.Tensor | tf.TensorLike): tf.Tensor {
  return isTensor(x) ? x : tf.tensor(x);
}
