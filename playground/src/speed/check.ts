import * as tf from '@tensorflow/tfjs';
import type { Case } from '../../../bench/cases.js';
import type { Direction } from './protocol.js';

/** The number of elements that are checked at each end: whole rows in all cases. */
const CHECKED = 1000;

/** The inputs with which a case is measured. */
export interface Inputs {
  readonly x: Float32Array;
  readonly dy: Float32Array;
}

/**
 * The largest difference from float64 among the first and the last elements of a result.
 *
 * @throws If a difference exceeds the bound.
 */
export async function check(
  result: tf.Tensor,
  { expected }: Case,
  direction: Direction,
  { x, dy }: Inputs,
): Promise<number> {
  const length = Math.min(CHECKED, x.length);
  let largest = 0;
  for (const start of [0, x.length - length]) {
    const part = tf.tidy(() => tf.slice(tf.reshape(result, [-1]), start, length));
    const received = await part.data();
    part.dispose();
    const end = start + length;
    const wanted = expected(x.subarray(start, end), dy.subarray(start, end));
    const { values, scale } = direction === 'forward' ? wanted.y : wanted.dx;
    values.forEach((value, i) => {
      const wrong = () => new Error(`wrong: ${received[i]} instead of ${value}`);
      // If the value is NaN, or overflows float32, the result must be the same NaN or infinity.
      const nearest = Math.fround(value);
      if (!Number.isFinite(nearest)) {
        if (!Object.is(received[i], nearest)) throw wrong();
        return;
      }
      const error = Math.abs(received[i] - value);
      if (!(error <= bound() * Math.max(1, Math.abs(scale[i])))) throw wrong();
      largest = Math.max(largest, error);
    });
  }
  return largest;
}

/** Some phones compute with half floats, which have three digits. */
function bound(): number {
  const isHalf = tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE');
  return isHalf ? 1e-2 : 1e-5;
}
