import * as tf from '@tensorflow/tfjs';
import { alongAxis, sliceAlong } from './along_axis.js';

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

/**
 * `count` points that divide an axis evenly: each is the nearest element, or is interpolated linearly between the
 * centers of the two nearest elements.
 */
export function resizeAlong(
  x: tf.Tensor,
  axis: number,
  count: number,
  isBilinear: boolean,
): tf.Tensor {
  const length = x.shape[axis];
  if (length === count) return x;
  const matrix = tf.buffer([1, count, length]);
  const add = (i: number, at: number, weight: number) => {
    const element = Math.min(Math.max(at, 0), length - 1);
    matrix.set(matrix.get(0, i, element) + weight, 0, i, element);
  };
  for (let i = 0; i < count; i++) {
    const at = Math.fround((i + 0.5) * Math.fround(length / count));
    if (isBilinear) {
      const before = Math.floor(at - 0.5);
      add(i, before, 1 - (at - 0.5 - before));
      add(i, before + 1, at - 0.5 - before);
    } else {
      add(i, Math.floor(at), 1);
    }
  }
  return alongAxis(x, axis, (flat) => tf.matMul(matrix.toTensor(), flat));
}
