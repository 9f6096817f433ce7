import * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import { parseOnce } from '../formula/parse_once.js';
import { elementwise } from '../kernels/elementwise.js';
import { type AxisOp, axisOp } from './axis_op.js';

// A gated unit takes its input in two halves along an axis: the first is multiplied by a function of the
// second, its gate. Half of the axis is left.

/** The gated units, formulas in the first half, `x`, and in the second, `gate`. */
export const gates = {
  /**
   * Gated linear unit: one half of the input times the sigmoid of the other.
   *
   * Source: Dauphin, Fan, Auli, Grangier 2017, Language modeling with gated convolutional networks,
   * arXiv:1612.08083.
   */
  glu: 'x * sigmoid(gate)',
  /**
   * One half of the input times the other, without an activation in between.
   *
   * Source: Mnih, Hinton 2007, Three new graphical models for statistical language modelling;
   * Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  bilinear: 'x * gate',
  /**
   * One half of the input times the rectifier of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  reglu: 'x * relu(gate)',
  /**
   * One half of the input times the GELU of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  geglu: 'x * gelu(gate)',
  /**
   * One half of the input times the SiLU of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  swiglu: 'x * silu(gate)',
} as const satisfies Readonly<Record<string, string>>;

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
