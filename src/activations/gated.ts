import * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import { parseOnce } from '../formula/parse_once.js';
import { elementwise } from '../kernels/elementwise.js';
import { type AxisOp, axisOp } from './axis_op.js';

/**
 * The length of half an axis.
 *
 * @throws When it is odd.
 */
export function halfOf(owner: string, shape: readonly (number | null)[], axis: number): number {
  const length = shape[axis] as number;
  if (length % 2 === 0) return length / 2;
  throw new RangeError(
    `The axis of ${owner} must have an even length. ` +
      `Received: an input of shape ${show(shape)}, axis=${axis}`,
  );
}

/** Applies a gated unit along an axis that is counted from the front. */
export function gated(owner: string, formula: string, x: tf.Tensor, axis: number): tf.Tensor {
  halfOf(owner, x.shape, axis);
  return tf.tidy(() => {
    const [first, gate] = tf.split(tf.cast(x, 'float32'), 2, axis);
    return elementwise(parseOnce(formula), first, { gate });
  });
}

/** One of the gated units as an op. */
export function gatedOp(name: string, formula: string): AxisOp {
  return axisOp(name, (x, axis) => gated(name, formula, x, axis));
}
