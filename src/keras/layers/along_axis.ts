import * as tf from '@tensorflow/tfjs';

// Functions that process one axis of a tensor, reshaped to three axes: those before it, the axis, and those after it.
// tfjs's ops on five axes are wrong on webgpu.

/** Applies a function to `x` in the shape [before, length, after]; the other axes are restored afterwards. */
export function alongAxis(
  x: tf.Tensor,
  axis: number,
  change: (flat: tf.Tensor3D) => tf.Tensor,
): tf.Tensor {
  const before = x.shape.slice(0, axis);
  const behind = x.shape.slice(axis + 1);
  const flat = tf.reshape(x, [
    tf.util.sizeFromShape(before),
    x.shape[axis],
    tf.util.sizeFromShape(behind),
  ]) as tf.Tensor3D;
  return tf.reshape(change(flat), [...before, -1, ...behind]);
}

/** `count` elements along an axis, starting at `begin`. */
export function sliceAlong(x: tf.Tensor, axis: number, begin: number, count: number): tf.Tensor {
  if (begin === 0 && count === x.shape[axis]) return x;
  return alongAxis(x, axis, (flat) => tf.slice(flat, [0, begin, 0], [-1, count, -1]));
}

/** Adds elements, by default zeros, at the ends of an axis. A negative number removes elements. */
export function padAlong(x: tf.Tensor, axis: number, [before, behind]: Ends, value = 0): tf.Tensor {
  const begin = Math.max(-before, 0);
  const cut = sliceAlong(x, axis, begin, x.shape[axis] - begin - Math.max(-behind, 0));
  const added: Ends = [Math.max(before, 0), Math.max(behind, 0)];
  if (added[0] + added[1] === 0) return cut;
  return alongAxis(cut, axis, (flat) => tf.pad(flat, [[0, 0], [...added], [0, 0]], value));
}

/** The number of elements that are added before the first and after the last. */
export type Ends = readonly [before: number, behind: number];

/** The same for the spatial axes, the first of which follows the batch. */
export function padSpace(x: tf.Tensor, ends: readonly Ends[]): tf.Tensor {
  return ends.reduce((padded, each, axis) => padAlong(padded, axis + 1, each), x);
}
