import * as tf from '@tensorflow/tfjs';
import { checkNumeric } from './check.js';

/**
 * Softmax: `exp(x) / sum(exp(x))` along `axes`, differentiable to any order.
 *
 * An entry of -Infinity, or one that the mask leaves out, is exactly 0 and the rest sums to 1; a
 * slice of nothing else is all 0. A NaN or +Infinity makes its own slice NaN.
 *
 * @param x A tensor of rank 1 or more; integers and booleans are taken as float32.
 * @param axes Different axes of `x`, counted from the front.
 * @param mask True or 1 for the entries to keep, of a shape that broadcasts to that of `x`; or
 *   [batch, time], for which each time step of `x` stands or falls whole. A mask that can be read in
 *   both ways is the latter.
 * @returns A float32 tensor of the shape of `x`.
 * @throws When a tensor is complex, of strings or disposed, and when the mask does not broadcast.
 */
export function softmax(x: tf.Tensor, axes: readonly number[], mask?: tf.Tensor | null): tf.Tensor {
  checkNumeric('x', x);
  return tf.tidy(() => {
    const scores = tf.cast(x, 'float32');
    if (mask == null) return differentiable(scores, axes);
    checkNumeric('mask', mask);
    const keep = tf.cast(aligned(mask, x.shape), 'bool');
    return differentiable(tf.where(keep, scores, tf.scalar(-Infinity)), axes);
  });
}

/** The mask with as many axes as it needs to broadcast to `shape`. */
function aligned(mask: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const isBatchTime =
    mask.rank === 2 && shape.length > 2 && mask.shape.every((length, i) => length === shape[i]);
  if (isBatchTime) return tf.reshape(mask, [...mask.shape, ...shape.slice(2).map(() => 1)]);
  const missing = shape.length - mask.rank;
  const broadcasts =
    missing >= 0 &&
    mask.shape.every((length, axis) => length === 1 || length === shape[axis + missing]);
  if (!broadcasts) {
    throw new Error(
      `A mask must have the shape of the input, [${shape}], or one that broadcasts to it, or its ` +
        `first two axes. Received: a mask of shape [${mask.shape}]`,
    );
  }
  return mask;
}

/**
 * The gradient is `y (dy - sum(dy y))`. It computes y anew from x: tfjs's tape loses an output that
 * a kernel saves, and with it the second-order gradient.
 */
function differentiable(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const run = tf.customGrad((scores, save) => {
    (save as tf.GradSaveFunc)([scores as tf.Tensor]);
    return {
      value: forward(scores as tf.Tensor, [...axes]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const y = differentiable(saved[0], axes);
        const weighted = tf.mul(dy, y);
        return tf.mul(y, tf.sub(dy, tf.sum(weighted, [...axes], true)));
      },
    };
  });
  return run(x);
}

function forward(x: tf.Tensor, axes: number[]): tf.Tensor {
  if (x.size === 0) return tf.clone(x);
  const largest = tf.max(x, axes, true);
  // Of a slice of nothing but -Infinity the largest is -Infinity, and -Infinity less itself is NaN.
  const shift = tf.where(tf.equal(largest, -Infinity), tf.zerosLike(largest), largest);
  const powers = tf.exp(tf.sub(x, shift));
  const sum = tf.sum(powers, axes, true);
  return tf.div(powers, tf.where(tf.equal(sum, 0), tf.onesLike(sum), sum));
}
