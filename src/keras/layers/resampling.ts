import * as tf from '@tensorflow/tfjs';

// An axis of a tensor made longer, of ops that have gradients on all backends.

/** Each element along an axis `count` times. */
export function repeatAlong(x: tf.Tensor, axis: number, count: number): tf.Tensor {
  if (count === 1) return x;
  const [outer, inner] = around(x.shape, axis);
  const repeated = tf.tile(tf.reshape(x, [outer * x.shape[axis], 1, inner]), [1, count, 1]);
  return tf.reshape(repeated, longer(x.shape, axis, count));
}

/**
 * `count` points for each element along an axis, on the line between the centres of the elements, and beyond the first
 * and the last centre as there.
 */
export function interpolateAlong(x: tf.Tensor, axis: number, count: number): tf.Tensor {
  if (count === 1) return x;
  const [outer, inner] = around(x.shape, axis);
  const length = x.shape[axis];
  const here = tf.reshape(x, [outer, length, inner]) as tf.Tensor3D;
  const first = tf.slice(here, [0, 0, 0], [outer, 1, inner]);
  const last = tf.slice(here, [0, length - 1, 0], [outer, 1, inner]);
  const before = tf.concat([first, tf.slice(here, [0, 0, 0], [outer, length - 1, inner])], 1);
  const behind = tf.concat([tf.slice(here, [0, 1, 0], [outer, length - 1, inner]), last], 1);
  const points = Array.from({ length: count }, (_, i) => {
    const offset = (i + 0.5) / count - 0.5;
    const weight = Math.abs(offset);
    return tf.add(tf.mul(here, 1 - weight), tf.mul(offset < 0 ? before : behind, weight));
  });
  return tf.reshape(tf.stack(points, 2), longer(x.shape, axis, count));
}

/** How many elements there are before an axis, and how many behind it. */
function around(shape: readonly number[], axis: number): [outer: number, inner: number] {
  const size = (lengths: readonly number[]) => lengths.reduce((product, each) => product * each, 1);
  return [size(shape.slice(0, axis)), size(shape.slice(axis + 1))];
}

function longer(shape: readonly number[], axis: number, count: number): number[] {
  return shape.map((length, each) => (each === axis ? length * count : length));
}

/**
 * `count` points that divide an axis evenly: of each the nearest element, or the point on the line between the centres
 * of the two nearest ones.
 */
export function resizeAlong(
  x: tf.Tensor,
  axis: number,
  count: number,
  isBilinear: boolean,
): tf.Tensor {
  const [outer, inner] = around(x.shape, axis);
  const length = x.shape[axis];
  if (length === count) return x;
  const matrix = tf.buffer([1, count, length]);
  const add = (i: number, at: number, weight: number) => {
    const element = Math.min(Math.max(at, 0), length - 1);
    matrix.set(matrix.get(0, i, element) + weight, 0, i, element);
  };
  for (let i = 0; i < count; i++) {
    const at = Math.fround(i + 0.5) * Math.fround(length / count);
    if (!isBilinear) add(i, Math.floor(at), 1);
    else {
      const before = Math.floor(at - 0.5);
      add(i, before, 1 - (at - 0.5 - before));
      add(i, before + 1, at - 0.5 - before);
    }
  }
  const rows = tf.matMul(matrix.toTensor(), tf.reshape(x, [outer, length, inner]));
  return tf.reshape(
    rows,
    x.shape.map((each, i) => (i === axis ? count : each)),
  );
}
