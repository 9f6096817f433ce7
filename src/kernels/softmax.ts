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
    if (mask == null) return dispatch(scores, [...axes]);
    checkNumeric('mask', mask);
    const keep = tf.cast(aligned(mask, x.shape), 'bool');
    return dispatch(tf.where(keep, scores, tf.scalar(-Infinity)), [...axes]);
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

interface Attributes extends tf.NamedAttrMap {
  axes: number[];
}

const KERNEL = 'AdvancedActivationsSoftmax';

function dispatch(x: tf.Tensor, axes: number[]): tf.Tensor {
  const backendName = tf.getBackend();
  if (tf.getKernel(KERNEL, backendName) == null) {
    tf.registerKernel({
      kernelName: KERNEL,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        tf.tidy(() => composed(inputs.x as tf.Tensor, (attrs as Attributes).axes)),
    });
  }
  const attributes: Attributes = { axes };
  return tf.engine().runKernel(KERNEL, { x }, attributes) as tf.Tensor;
}

function composed(x: tf.Tensor, axes: number[]): tf.Tensor {
  if (x.size === 0) return tf.clone(x);
  const largest = tf.max(x, axes, true);
  // Of a slice of nothing but -Infinity the largest is -Infinity, and -Infinity less itself is NaN.
  const shift = tf.where(tf.equal(largest, -Infinity), tf.zerosLike(largest), largest);
  const powers = tf.exp(tf.sub(x, shift));
  const sum = tf.sum(powers, axes, true);
  return tf.div(powers, tf.where(tf.equal(sum, 0), tf.onesLike(sum), sum));
}

/** Registers the gradient, once: `y (dy - sum(dy y))`. */
export function registerSoftmax(): void {
  if (tf.getGradient(KERNEL) != null) return;
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { axes } = attrs as Attributes;
        // Computed anew: the tape loses a saved output, and with it the second-order gradient.
        const y = dispatch(x, axes);
        const weighted = tf.sum(tf.mul(dy as tf.Tensor, y), axes, true);
        return tf.mul(y, tf.sub(dy as tf.Tensor, weighted));
      },
    }),
  });
}
