import * as tf from '@tensorflow/tfjs';
import { alongAxis, sliceAlong } from './along_axis.js';
import { type Interpolation, weightsOf } from './interpolation.js';

// Lengthens an axis of a tensor with ops that have gradients on all backends.

/** Repeats each element along an axis `count` times. */
export function repeatAlong(x: tf.Tensor, axis: number, count: number): tf.Tensor {
  if (count === 1) return x;
  return alongAxis(x, axis, (flat) => {
    const rows = tf.reshape(flat, [-1, 1, flat.shape[2]]);
    return tf.tile(rows, [1, count, 1]);
  });
}

/**
 * `count` points for each element along an axis, interpolated linearly between the centers of the elements; points
 * beyond the first and the last center have the value there.
 */
export function interpolateAlong(x: tf.Tensor, axis: number, count: number): tf.Tensor {
  if (count === 1) return x;
  const length = x.shape[axis];
  return alongAxis(x, axis, (here) => {
    const first = sliceAlong(here, 1, 0, 1);
    const last = sliceAlong(here, 1, length - 1, 1);
    const before = tf.concat([first, sliceAlong(here, 1, 0, length - 1)], 1);
    const behind = tf.concat([sliceAlong(here, 1, 1, length - 1), last], 1);
    const points = Array.from({ length: count }, (_, i) => {
      const offset = (i + 0.5) / count - 0.5;
      const weight = Math.abs(offset);
      return tf.add(tf.mul(here, 1 - weight), tf.mul(offset < 0 ? before : behind, weight));
    });
    return tf.stack(points, 2);
  });
}

/** Resizes an axis to `count` elements. */
export function resizeAlong(
  x: tf.Tensor,
  axis: number,
  count: number,
  interpolation: Interpolation,
  antialias = false,
): tf.Tensor {
  const length = x.shape[axis];
  // Even in the same length, two of them change the values.
  const isSame = length === count && !['gaussian', 'mitchellcubic'].includes(interpolation);
  if (isSame) return x;
  const matrix = tf.buffer([1, count, length]);
  for (const [i, weights] of weightsOf(length, count, interpolation, antialias).entries()) {
    for (const [element, weight] of weights) matrix.set(weight, 0, i, element);
  }
  return alongAxis(x, axis, (flat) => tf.matMul(matrix.toTensor(), flat));
}
