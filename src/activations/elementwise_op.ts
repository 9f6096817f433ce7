import * as tf from '@tensorflow/tfjs';
import { type Given, readNamed } from '../arguments/by_name.js';
import { readParameters } from '../arguments/parameters.js';
import { isTensor } from '../arguments/tensors.js';
import { type Activation, specialise } from '../catalogue/activation.js';
import type { Expression } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { PreparedFormula } from '../kernels/elementwise.js';

/**
 * An elementwise activation.
 *
 * @param x A tensor of any shape, or a value that `tf.tensor` accepts; integers and booleans are converted to
 *   float32.
 * @param parameters A number for each parameter that should not have its default, or a tensor that broadcasts to `x`,
 *   with respect to which the result can be differentiated too.
 * @returns A float32 tensor of the shape of `x`, differentiable to any order.
 * @throws When a parameter is unknown, not a number or out of its range, when a tensor does not broadcast, and when a
 *   tensor is complex, a string tensor or disposed.
 */
export type ElementwiseOp<Name extends string = string, RequiredName extends Name = never> = <
  T extends tf.Tensor,
>(
  x: T | tf.TensorLike,
  ...parameters: [Name] extends [never]
    ? [parameters?: Readonly<Record<string, never>>]
    : [RequiredName] extends [never]
      ? [parameters?: { readonly [K in Name]?: number | tf.Tensor }]
      : [
          parameters: { readonly [K in RequiredName]: number | tf.Tensor } & {
            readonly [K in Name]?: number | tf.Tensor;
          },
        ]
) => T;

export function elementwiseOp(name: string, { formula, parameters }: Activation): ElementwiseOp {
  let expression: Expression | undefined;
  const prepare = (values?: object | null) => {
    expression ??= parse(formula);
    const given = readNamed('parameter', name, values, parameters);
    const read = ({ value }: Given) => (isTensor(value) ? value : undefined);
    const run = specialise(expression, readParameters(name, parameters, given, read));
    return new PreparedFormula(run.formula, run.parameters);
  };
  let byDefault: PreparedFormula | undefined;
  return <T extends tf.Tensor>(x: T | tf.TensorLike, values?: object) => {
    if (!values) byDefault ??= prepare();
    const prepared = values ? prepare(values) : (byDefault as PreparedFormula);
    if (isTensor(x)) return prepared.apply(x) as T;
    return tf.tidy(() => prepared.apply(tf.tensor(x)) as T);
  };
}
