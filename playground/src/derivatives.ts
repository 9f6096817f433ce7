import { derivative } from '../../src/formula/derive.js';
import { evaluator } from '../../src/formula/evaluate.js';
import type { Expression } from '../../src/formula/expression.js';
import { type Curve, expressionOf } from './curve.js';

/** The signs of the derivatives with respect to x, by order. */
export const ORDERS = ['f', 'f′', 'f″'] as const;

const derivatives = new WeakMap<Expression, Expression[]>();

/** The derivative of the formula with respect to x, of this order. */
export function derived(curve: Curve, order: number): Expression {
  const root = expressionOf(curve);
  let known = derivatives.get(root);
  if (known === undefined) {
    known = [root];
    derivatives.set(root, known);
  }
  while (known.length <= order) known.push(derivative(known[known.length - 1], 'x'));
  return known[order];
}

const compiled = new WeakMap<Expression, Map<string, (...values: number[]) => number>>();

/** An expression as a function of x, for given values of the parameters. */
export function functionOf(
  expression: Expression,
  parameters: Readonly<Record<string, number>>,
): (x: number) => number {
  const names = Object.keys(parameters);
  const key = names.join();
  let known = compiled.get(expression);
  if (known === undefined) {
    known = new Map();
    compiled.set(expression, known);
  }
  let evaluate = known.get(key);
  if (evaluate === undefined) {
    evaluate = evaluator(expression, ['x', ...names]);
    known.set(key, evaluate);
  }
  const values = Object.values(parameters);
  const of = evaluate;
  return (x) => of(x, ...values);
}

/** The value and the derivatives of a curve at x, by order. */
export function valuesAt(curve: Curve, x: number): number[] {
  return ORDERS.map((_, order) => functionOf(derived(curve, order), curve.parameters)(x));
}
