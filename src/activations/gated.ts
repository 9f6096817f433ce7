import * as tf from '@tensorflow/tfjs';
import { substitute, variable, variablesOf } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { toText } from '../formula/print.js';
import { show } from '../kernels/check.js';
import { elementwise } from '../kernels/elementwise.js';
import { readAxes, resolveAxes } from './axes.js';
import { toTensor } from './to_tensor.js';

// A gated unit takes its input in two halves along an axis: the first is multiplied by a function of the
// second, its gate. Half of the axis is left.

/** The gates by which the units are known, formulas in `x`. */
export const gates = {
  /** Dauphin, Fan, Auli, Grangier 2017, Language modeling with gated convolutional networks. */
  glu: 'sigmoid(x)',
  /** Mnih, Hinton 2007, Three new graphical models for statistical language modelling. */
  bilinear: 'x',
  /** Shazeer 2020, GLU variants improve transformer; and the next two. */
  reglu: 'x <= 0 ? 0 : x',
  geglu: 'gelu(x)',
  swiglu: 'silu(x)',
} as const satisfies Readonly<Record<string, string>>;

/**
 * The formula of a gated unit, in `x` and `gate`.
 *
 * @param gate A formula in `x`.
 * @throws When it cannot be read, and when it reads something else.
 */
export function gatedFormula(gate: string): string {
  const expression = parse(gate);
  const other = variablesOf(expression).find((name) => name !== 'x');
  if (other !== undefined) {
    throw new Error(
      `A gate is a formula in x alone. Received: gate='${gate}', which reads ${other}`,
    );
  }
  return `x * (${toText(substitute(expression, { x: variable('gate') }))})`;
}

/** The length of half an axis. `null`, which is not known yet, has a half of the same kind. */
export function halved(
  owner: string,
  shape: readonly (number | null)[],
  axis: number,
): number | null {
  const length = shape[axis];
  if (length === null) return null;
  if (length % 2 === 0) return length / 2;
  throw new RangeError(
    `The axis of ${owner} must have an even length. ` +
      `Received: an input of shape ${show(shape)}, axis=${axis}`,
  );
}

/** Applies a gated unit along an axis that is counted from the front. */
export function gated(owner: string, formula: string, x: tf.Tensor, axis: number): tf.Tensor {
  halved(owner, x.shape, axis);
  return tf.tidy(() => {
    const [first, gate] = tf.split(tf.cast(x, 'float32'), 2, axis);
    return elementwise(formula, first, { gate });
  });
}

/**
 * An activation that changes the length of an axis.
 *
 * @param x A tensor of rank 1 or more, or what `tf.tensor` makes one of.
 * @param axis Default -1, the last.
 * @throws When the axis is out of range, and when its length does not fit.
 */
export type AxisOp = (x: tf.Tensor | tf.TensorLike, axis?: number) => tf.Tensor;

/** An op that resolves its axis and calls `apply`. */
export function axisOp(name: string, apply: (x: tf.Tensor, axis: number) => tf.Tensor): AxisOp {
  return (x, axis = -1) => {
    const axes = readAxes(name, { key: 'axis', value: axis });
    return tf.tidy(() => {
      const tensor = toTensor(x);
      const [resolved] = resolveAxes(name, 'axis', axes, tensor.rank);
      return apply(tensor, resolved);
    });
  };
}

export function gatedOp(name: string, gate: string): AxisOp {
  return axisOp(name, (x, axis) => gated(name, gatedFormula(gate), x, axis));
}

/**
 * Concatenated rectifier: the positive part, and behind it along the axis the negative part.
 * Shang, Sohn, Almeida, Lee 2016, Understanding and improving convolutional neural networks via
 * concatenated rectified linear units.
 */
export function crelu(x: tf.Tensor, axis: number): tf.Tensor {
  return tf.tidy(() => {
    const parts = ['x <= 0 ? 0 : x', '-x <= 0 ? 0 : -x'];
    return tf.concat(
      parts.map((formula) => elementwise(formula, x)),
      axis,
    );
  });
}
