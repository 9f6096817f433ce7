import * as tf from '@tensorflow/tfjs';
import { readParameters } from '../arguments/parameters.js';
import { isTensor } from '../arguments/tensors.js';
import { type Activation, type Specialised, specialise } from '../catalogue/activation.js';
import type { Expression } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { elementwise } from '../kernels/elementwise.js';

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

export function elementwiseOp(name: string, activation: Activation): ElementwiseOp {
  let formula: Expression | undefined;
  let byDefault: Specialised | undefined;
  const specialised = (parameters?: object) => {
    formula ??= parse(activation.formula);
    if (parameters)
      return specialise(formula, readParameters(name, activation.parameters, parameters));
    byDefault ??= specialise(
      formula,
      readParameters(name, activation.parameters) as Record<string, number>,
    );
    return byDefault;
  };
  return <T extends tf.Tensor>(x: T | tf.TensorLike, given?: object) => {
    const { formula, parameters } = specialised(given);
    if (isTensor(x)) return elementwise(formula, x, parameters) as T;
    return tf.tidy(() => elementwise(formula, tf.tensor(x), parameters) as T);
  };
}
