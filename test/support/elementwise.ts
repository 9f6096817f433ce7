import type * as tf from '@tensorflow/tfjs';
import { parse } from '../../src/formula/parse.js';
import { elementwise as run } from '../../src/kernels/elementwise.js';

/** Runs the kernel of a formula that is given as text. */
export function elementwise<R extends tf.Rank>(
  formula: string,
  x: tf.Tensor<R>,
  parameters?: Readonly<Record<string, tf.Tensor | number>>,
): tf.Tensor<R> {
  return run(parse(formula), x, parameters);
}
