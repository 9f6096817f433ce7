import * as tf from '@tensorflow/tfjs';
import { wrong } from '../arguments/by_name.js';
import { show } from '../arguments/show.js';
import { hardmax } from '../catalogue/softmax_family.js';
import { parseOnce } from '../formula/parse_once.js';
import { firstPlace, largest, type SliceActivation } from '../formula/slice_formulas.js';
import { elementwise } from '../kernels/elementwise.js';
import { slicesOf } from '../kernels/slices.js';
import { slicewise } from '../kernels/slicewise.js';
import { axisOp } from './axis_op.js';

/**
 * Concatenated rectifier: the positive part followed by the negative part along the axis.
 *
 * Source: Shang, Sohn, Almeida, Lee 2016, Understanding and improving convolutional neural networks via concatenated
 * rectified linear units, arXiv:1603.05201.
 */
export function crelu(x: tf.Tensor, axis: number): tf.Tensor {
  return tf.tidy(() => {
    const parts = ['relu(x)', 'relu(-x)'];
    return tf.concat(
      parts.map((formula) => elementwise(parseOnce(formula), x)),
      axis,
    );
  });
}

/**
 * The number of elements of an axis that a maxout unit takes.
 *
 * @throws When `numUnits` is not a positive integer, or the length of the axis is 0 or not a multiple of it.
 */
export function elementsOfUnit(
  owner: string,
  shape: readonly (number | null)[],
  axis: number,
  numUnits: number,
): number {
  checkUnits(owner, numUnits);
  const length = shape[axis] as number;
  if (length > 0 && length % numUnits === 0) return length / numUnits;
  throw new RangeError(
    `The axis of ${owner} must have a length that is a positive multiple of numUnits=${numUnits}. ` +
      `Received: an input of shape ${show(shape)}, axis=${axis}`,
  );
}

/** @throws When `numUnits` is not a positive integer. */
export function checkUnits(owner: string, numUnits: unknown): asserts numUnits is number {
  if (Number.isInteger(numUnits) && (numUnits as number) > 0) return;
  throw wrong(owner, { key: 'numUnits', value: numUnits }, 'must be a positive integer');
}

/**
 * Maxout: the largest of the elements of an axis that are `numUnits` apart. After a dense layer, each unit is a
 * convex piecewise linear function of the inputs.
 *
 * Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio 2013, Maxout networks, arXiv:1302.4389;
 * `tfa.layers.Maxout`.
 */
export function maxout(owner: string, x: tf.Tensor, numUnits: number, axis: number): tf.Tensor {
  const elements = elementsOfUnit(owner, x.shape, axis, numUnits);
  const shape = x.shape.map((length, i) => (i === axis ? numUnits : length));
  return tf.tidy(() => {
    // Three axes, whatever the rank: tfjs reduces only tensors of rank 6 or less.
    const { outer, inner } = slicesOf(x.shape, axis, 1);
    const units = tf.reshape(tf.cast(x, 'float32'), [outer, elements, numUnits * inner]);
    return tf.reshape(x.size === 0 ? units : largestOfSlices(units), shape);
  });
}

/** 1 for the first of the largest entries, 0 for the others; unlike in hardmax, -Infinity counts. */
const firstOfLargest: SliceActivation = {
  value: {
    gathered: [largest('largest', 'x', -Infinity), firstPlace('first', 'x', 'largest')],
    result: hardmax.value.result,
  },
};

/** The element of a slice that `x` selects: `x` is 1 for one element and 0 for the others, or NaN for all. */
const SELECTED = 'x <= 0 ? 0 : x * of';

/**
 * The largest along the second of three axes. The same element receives the gradient. tfjs's own gradients of `max`
 * and `sum` turn an infinity into NaN, or are many times slower.
 */
function largestOfSlices(units: tf.Tensor): tf.Tensor {
  const select = (first: tf.Tensor, of: tf.Tensor) =>
    elementwise(parseOnce(SELECTED), first, { of });
  return tf.customGrad((_, save) => {
    const first = slicewise(firstOfLargest, units, [1]);
    (save as (tensors: tf.Tensor[]) => void)([first]);
    return {
      value: tf.sum(select(first, units), 1, true),
      gradFunc: (dy: tf.Tensor, [first]: tf.Tensor[]) => select(first, dy),
    };
  })(units);
}

/**
 * Maxout along an axis, whose length becomes `numUnits`.
 *
 * @throws When `numUnits` is not a positive integer, when the axis is out of range, and when its length is 0 or not a
 *   multiple of `numUnits`.
 */
export function maxoutOp<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  numUnits: number,
  axis?: number,
): T {
  return axisOp('maxout', (x, axis) => maxout('maxout', x, numUnits, axis))(x, axis);
}
