import * as tf from '@tensorflow/tfjs';
import { type Given, readNamed } from '../arguments/by_name.js';
import { readParameters } from '../arguments/parameters.js';
import { isTensor } from '../arguments/tensors.js';
import { type Activation, specialise } from '../catalogue/activation.js';
import type { Expression } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { PreparedFormula } from '../kernels/elementwise.js';

/**
 * An activation of each element.
 *
 * @param x A tensor of any shape, or what `tf.tensor` makes one of; integers and booleans are taken as
 *   float32.
 * @param parameters A number for each that is not to have its default, or a tensor that broadcasts to
 *   `x`, by which the result can be differentiated too.
 * @returns A float32 tensor of the shape of `x`, differentiable to any order.
 * @throws When a parameter is unknown, no number or out of its range, when a tensor does not broadcast,
 *   and when one is complex, of strings or disposed.
 */
export type ElementwiseOp<Name extends string = string> = <T extends tf.Tensor>(
  x: T | tf.TensorLike,
  parameters?: [Name] extends [never]
    ? Readonly<Record<string, never>>
    : { readonly [K in Name]?: number | tf.Tensor },
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
