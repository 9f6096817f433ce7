import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../arguments/axes.js';
import { isTensor, toTensor } from '../arguments/tensors.js';
import type { SliceActivation } from '../formula/slice_formulas.js';
import { slicewise } from '../kernels/slicewise.js';

/**
 * An activation along one or several axes.
 *
 * @param x A tensor of rank 1 or more, or values that `tf.tensor` accepts; integers and booleans are converted to
 *   float32.
 * @param axis The axis, or several axes. Default -1, the last.
 * @param mask True or 1 for the entries to keep; its shape broadcasts to that of `x`, as in NumPy. For `x` of shape
 *   [batch, heads, queries, keys], a causal mask has shape [queries, keys], and a padding mask of shape [batch, keys] is
 *   given as `mask.expandDims(1).expandDims(1)`.
 * @returns A float32 tensor of the shape of `x`, differentiable to any order.
 * @throws When an axis is out of range or given twice, when the mask does not broadcast, and when a tensor is complex, a
 *   string tensor or disposed.
 */
export type SliceOp = <T extends tf.Tensor>(
  x: T | tf.TensorLike,
  axis?: number | number[],
  mask?: tf.Tensor | tf.TensorLike | null,
) => T;

export function sliceOp(name: string, activation: SliceActivation): SliceOp {
  return (x, axis, mask) =>
    applyAlong(name, x, axis, mask, (...args) => slicewise(activation, ...args));
}

/** Reads the arguments of an op over slices and calls `apply` with nonnegative axes. */
export function applyAlong<T extends tf.Tensor>(
  owner: string,
  x: T | tf.TensorLike,
  axis: number | number[] | undefined,
  mask: tf.Tensor | tf.TensorLike | null | undefined,
  apply: (x: tf.Tensor, axes: readonly number[], mask?: tf.Tensor | null) => tf.Tensor,
): T {
  const axes = readAxes(owner, axis == null ? undefined : { key: 'axis', value: axis });
  const run = (x: tf.Tensor) => {
    const resolved = resolveAxes(owner, 'axis', axes, x.rank);
    return apply(x, resolved, mask == null ? mask : toTensor(mask)) as T;
  };
  // A tensor that is made from values here is not for the user.
  const areTensors = isTensor(x) && (mask == null || isTensor(mask));
  return areTensors ? run(x) : tf.tidy(() => run(toTensor(x)));
}
