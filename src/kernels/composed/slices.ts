import * as tf from '@tensorflow/tfjs';
import { constant, type Expression, select, variable } from '../../formula/expression.js';
import { parseOnce } from '../../formula/parse_once.js';
import { type Combine, type Gathered, iterate, PLACE } from '../../formula/slice_formulas.js';
import type { SliceKernel } from '../backend.js';
import { elementwise } from '../elementwise.js';

const X = variable('x');

const reduce: Readonly<Record<Combine, (x: tf.Tensor, axis: number) => tf.Tensor>> = {
  sum: (x, axis) => tf.sum(x, axis, true),
  max: (x, axis) => {
    const near = tf.max(x, axis, true);
    if (!/webgl/.test(tf.getBackend())) return near;
    // The maximum in tfjs's webgl backend starts at -1e20. Smaller values are scaled towards 0, where a float loses
    // nothing.
    const far = tf.max(elementwise(parseOnce('x * 2 ** -64'), x), axis, true);
    return elementwise(parseOnce('x < -1e19 ? far * 2 ** 64 : x'), near, { far });
  },
  min: (x, axis) => tf.min(x, axis, true),
};

/** Runs a kernel over slices as elementwise formulas and as tfjs's own sums, maxima and minima. */
export function runSlicesComposed(
  { formulas, slices, shape }: SliceKernel,
  inputs: readonly tf.Tensor[],
): tf.Tensor {
  return tf.tidy(() => {
    const { tensors, gathered, newton, result } = formulas;
    const { outer, length, inner } = slices;
    const axes = inner === 1 ? [outer, length] : [outer, length, inner];
    const [x, ...others] = inputs.map((input) => tf.reshape(input, axes));
    const values: Record<string, tf.Tensor> = {};
    // `elementwise` uses its own name for its first tensor.
    if (tensors[0] !== 'x') values[tensors[0]] = x;
    others.forEach((tensor, i) => {
      values[tensors[i + 1]] = tensor;
    });
    values[PLACE] = tf.reshape(tf.range(0, length), [length, ...axes.slice(2).fill(1)]);
    const compute = (expression: Expression, like = x) => elementwise(expression, like, values);
    const gather = ({ name, combine, term, start }: Gathered) => {
      const extreme = reduce[combine](term === variable(tensors[0]) ? x : compute(term), 1);
      const bound = constant(start);
      const [less, more] = combine === 'max' ? [X, bound] : [bound, X];
      const bounded = select('<=', less, more, bound, X);
      values[name] = combine === 'sum' ? extreme : elementwise(bounded, extreme);
    };
    gathered.forEach(gather);
    if (newton) {
      const { variable, from } = newton;
      values[variable] = tf.fill([outer, 1, ...axes.slice(2)], from);
      for (let hasConverged = false; !hasConverged; ) {
        const last = values[variable];
        values[variable] = tf.tidy(() => {
          newton.gathered.forEach(gather);
          return compute(iterate(newton), last);
        });
        hasConverged = tf.tidy(() => tf.any(tf.less(last, values[variable])).dataSync()[0] !== 1);
      }
    }
    return tf.reshape(compute(result), shape);
  });
}
