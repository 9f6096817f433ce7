import * as tf from '@tensorflow/tfjs';

/**
 * Whether the gradient of a kernel that runs now will be taken, and may read the kernel's result.
 * A tape loses the results that it saves, and with them the gradients of higher orders; so where
 * tapes are nested, the inputs are saved and the result is computed anew.
 */
export function gradientMayReadResult(): boolean {
  return tf.engine().state.gradientDepth === 1;
}
