import * as tf from '@tensorflow/tfjs';
import { show } from '../formula/show.js';
import { elementwise } from '../kernels/elementwise.js';
import { axisOp } from './axis_op.js';

/**
 * Concatenated rectifier: the positive part, and behind it along the axis the negative part.
 *
 * Source: Shang, Sohn, Almeida, Lee 2016, Understanding and improving convolutional neural networks
 * via concatenated rectified linear units, arXiv:1603.05201.
 */
export function crelu(x: tf.Tensor, axis: number): tf.Tensor {
  return tf.tidy(() => {
    const parts = ['relu(x)', 'relu(-x)'];
    return tf.concat(
      parts.map((formula) => elementwise(formula, x)),
      axis,
    );
  });
}

/**
 * How many elements of an axis a maxout unit takes.
 *
 * @throws When the units are no whole number, or the length no multiple of it.
 */
export function elementsOfUnit(
  owner: string,
  shape: readonly (number | null)[],
  axis: number,
  numUnits: number,
): number {
  checkUnits(owner, numUnits);
  const length = shape[axis] as number;
  if (length % numUnits === 0) return length / numUnits;
  throw new RangeError(
    `The axis of ${owner} must have a length that is a multiple of numUnits=${numUnits}. ` +
      `Received: an input of shape ${show(shape)}, axis=${axis}`,
  );
}

/** @throws When the units are no whole number. */
export function checkUnits(owner: string, numUnits: unknown): asserts numUnits is number {
  if (Number.isInteger(numUnits) && (numUnits as number) > 0) return;
  throw new TypeError(
    `The numUnits of ${owner} must be a positive integer. Received: numUnits=${show(numUnits)}`,
  );
}

/**
 * Maxout: of the elements of an axis that are `numUnits` apart, the largest. Over a dense layer,
 * each unit is a convex function of its inputs, made of lines.
 *
 * Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio 2013, Maxout networks,
 * arXiv:1302.4389; `tfa.layers.Maxout`.
 */
export function maxout(owner: string, x: tf.Tensor, numUnits: number, axis: number): tf.Tensor {
  const elements = elementsOfUnit(owner, x.shape, axis, numUnits);
  return tf.tidy(() => {
    const { shape } = x;
    const inUnits = [...shape.slice(0, axis), elements, numUnits, ...shape.slice(axis + 1)];
    return tf.max(tf.reshape(tf.cast(x, 'float32'), inUnits), axis);
  });
}

/**
 * Maxout along an axis, of which `numUnits` elements are left.
 *
 * @throws When `numUnits` is no positive integer, when the axis is out of range, and when its length is no
 *   multiple.
 */
export function maxoutOp<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  numUnits: number,
  axis?: number,
): T {
  return axisOp('maxout', (x, axis) => maxout('maxout', x, numUnits, axis))(x, axis);
}
