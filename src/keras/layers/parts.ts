import * as tf from '@tensorflow/tfjs';

// `tf.split`, `tf.unstack` and `tf.addN` of tfjs with their bugs fixed. The first two have no gradient if they return only
// one tensor.

/** @param sizes The number of parts, or the length of each. */
export function split(x: tf.Tensor, sizes: number | number[], axis: number): tf.Tensor[] {
  const isWhole = sizes === 1 || (Array.isArray(sizes) && isOnly(sizes, x.shape.at(axis)));
  return isWhole ? [tf.clone(x)] : tf.split(x, sizes, axis);
}

export function unstack(x: tf.Tensor, axis = 0): tf.Tensor[] {
  return x.shape.at(axis) === 1 ? [tf.squeeze(x, [axis])] : tf.unstack(x, axis);
}

function isOnly(sizes: readonly number[], length: number | undefined): boolean {
  return sizes.length === 1 && sizes[0] === length;
}

/** The sum of tensors. On webgpu, shaders read at most seven tensors, so `tf.addN` is wrong for more. */
export function sumOf(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.reduce((sum, each) => tf.add(sum, each));
}
