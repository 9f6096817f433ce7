import * as tf from '@tensorflow/tfjs';
import type { Apply } from '../../../bench/cases.js';
import { DerivedFormula } from '../../../src/formula/derived_formula.js';
import {
  type Expression,
  isOperation,
  replace,
  traverse,
  variable,
} from '../../../src/formula/expression.js';
import { runComposed } from '../../../src/kernels/composed/elementwise.js';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Computes an expression with ops of tfjs, one for each operation. */
function compose(expression: Expression, inputs: Inputs): tf.Tensor {
  const { rest, errors } = withErrors(expression, inputs);
  const all = { ...inputs, ...errors };
  return runComposed({
    // The only part of it that is used.
    formula: { expression: rest } as DerivedFormula,
    names: Object.keys(all),
    inputs: Object.values(all),
    scalars: {},
    shape: inputs.x.shape,
  });
}

/**
 * Replaces error functions by tfjs's op, and returns the rest of the expression. The package composes them of a dozen
 * ops for more digits, which nobody would write by hand.
 */
function withErrors(expression: Expression, inputs: Inputs): { rest: Expression; errors: Inputs } {
  const errors: Record<string, tf.Tensor> = {};
  if (tf.getKernel('Erf', tf.getBackend()) == null) return { rest: expression, errors };
  const names = new Map<Expression, Expression>();
  traverse<void>(expression, (node) => {
    if (!isOperation(node, 'erf', 'erfc')) return;
    const name = `erf${names.size}`;
    names.set(node, variable(name));
    const value = tf.erf(compose(node.args[0], inputs));
    errors[name] = node.op === 'erf' ? value : tf.sub(1, value);
  });
  return { rest: replace(expression, names), errors };
}

/**
 * A formula in `x` as one would write it in ops of tfjs, with tfjs's gradient of these ops. If an op has no gradient,
 * such as a comparison, the gradient is the derived formula in ops of tfjs, as in a handwritten `tf.customGrad`.
 */
export function composed(expression: Expression): Apply {
  const formula = DerivedFormula.of(expression);
  const value: Apply = (x) => compose(formula.expression, { x });
  if (hasGradient(value)) return value;
  const { expression: gradient } = formula.gradient('x');
  return tf.customGrad((x, save) => {
    const input = x as tf.Tensor;
    (save as tf.GradSaveFunc)([input]);
    const gradFunc = (dy: tf.Tensor, [x]: tf.Tensor[]) =>
      compose(gradient, { x, [formula.upstream]: dy });
    return { value: value(input), gradFunc };
  }) as Apply;
}

/** Whether tfjs has a gradient for all of the ops. */
function hasGradient(value: Apply): boolean {
  try {
    tf.tidy(() => tf.grad(value)(tf.tensor1d([-1, 1])));
    return true;
  } catch {
    return false;
  }
}
