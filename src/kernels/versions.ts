import * as tf from '@tensorflow/tfjs';

/** The end of each message about an unexpected tfjs. */
export function receivedVersion(): string {
  return `Expected: @tensorflow/tfjs 4.0 to 4.22, which are known to work. Received: ${tf.version_core}`;
}
