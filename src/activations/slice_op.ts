import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../arguments/axes.js';
import { isTensor, toTensor } from '../arguments/tensors.js';
import type { SliceActivation } from '../formula/slice_formulas.js';
import { slicewise } from '../kernels/slicewise.js';

/**
 * An activation along an axis, or along several together.
 *
 * @param x A tensor of rank 1 or more, or what `tf.tensor` makes one of; integers and booleans are taken
 *   as float32.
 * @param axis Default -1, the last.
 * @param mask True or 1 for the entries to keep, of a shape that broadcasts to that of `x`, as in NumPy. With
 *   `x` of shape [batch, heads, queries, keys], a causal mask is [queries, keys], and a mask of padding,
 *   [batch, keys], is `mask.expandDims(1).expandDims(1)`.
 * @returns A float32 tensor of the shape of `x`, differentiable to any order.
 * @throws When an axis is out of range or named twice, when the mask does not broadcast, and when a
 *   tensor is complex, of strings or disposed.
 */
export type SliceOp = <T extends tf.Tensor>(
  x: T | tf.TensorLike,
  axis?: number | number[],
  mask?: tf.Tensor | tf.TensorLike | null,
) => T;

export function sliceOp(name: string, activation: SliceActivation): SliceOp {
  const byDefault = readAxes(name);
  return <T extends tf.Tensor>(
    x: T | tf.TensorLike,
    axis?: number | number[],
    mask?: tf.Tensor | tf.TensorLike | null,
  ) => {
    const axes = axis == null ? byDefault : readAxes(name, { key: 'axis', value: axis });
    const apply = (x: tf.Tensor) =>
      slicewise(
        activation,
        x,
        resolveAxes(name, 'axis', axes, x.rank),
        mask == null ? mask : toTensor(mask),
      ) as T;
    // A tensor that is made of values is not for the user.
    return isTensor(x) && (mask == null || isTensor(mask))
      ? apply(x)
      : tf.tidy(() => apply(toTensor(x)));
  };
}
