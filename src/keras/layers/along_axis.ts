import * as tf from '@tensorflow/tfjs';

// One axis of a tensor at a time, of three that there are then: what is before it, the axis, and what is behind. tfjs's
// ops of five axes are wrong on webgpu.

/** What a function makes of `x` as [before, length, behind], in the place of the axis; the others are as they were. */
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

/** `count` elements along an axis, from `begin` on. */
export function sliceAlong(x: tf.Tensor, axis: number, begin: number, count: number): tf.Tensor {
  if (begin === 0 && count === x.shape[axis]) return x;
  return alongAxis(x, axis, (flat) => tf.slice(flat, [0, begin, 0], [-1, count, -1]));
}

/** Zeros at the ends of an axis. A negative number leaves elements out. */
export function padAlong(x: tf.Tensor, axis: number, [before, behind]: Ends): tf.Tensor {
  const begin = Math.max(-before, 0);
  const cut = sliceAlong(x, axis, begin, x.shape[axis] - begin - Math.max(-behind, 0));
  const zeros: Ends = [Math.max(before, 0), Math.max(behind, 0)];
  if (zeros[0] + zeros[1] === 0) return cut;
  return alongAxis(cut, axis, (flat) => tf.pad(flat, [[0, 0], [...zeros], [0, 0]]));
}

/** How many elements there are more, before the first and behind the last. */
export type Ends = readonly [before: number, behind: number];

/** The same for the axes of space, the first of which is behind the batch. */
export function padSpace(x: tf.Tensor, ends: readonly Ends[]): tf.Tensor {
  return ends.reduce((padded, each, axis) => padAlong(padded, axis + 1, each), x);
}
