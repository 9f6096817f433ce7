import {
  constant,
  type Expression,
  isConditional,
  isOperation,
  operation,
  replace,
  traverse,
} from '../formula/expression.js';

// If the argument of an exponential is known not to be positive, or not so large that the exponential overflows, less
// work is needed. Targets have rewrites for these words; the language itself does not have them. The words for
// nonpositive arguments may return anything for NaN, because a test of `x` has selected another branch there.

export const EXP_WITHOUT_OVERFLOW = 'expWithoutOverflow';
export const EXP_OF_NON_POSITIVE = 'expOfNonPositive';
export const EXPM1_OF_NON_POSITIVE = 'expm1OfNonPositive';

/** eˣ for an `x` that is known to be at most 88, or whose larger elements are ignored; NaN for NaN. */
export function expWithoutOverflow(x: Expression): Expression {
  return operation(EXP_WITHOUT_OVERFLOW, x);
}

/** Whether its form shows that it is never positive: -|x|, -x², -2|x|. */
export function isNonPositive(x: Expression): boolean {
  if (isOperation(x, 'neg')) return isSize(x.args[0]);
  if (!isOperation(x, '*')) return false;
  const [factor, size] = x.args;
  return factor.kind === 'constant' && factor.value < 0 && isSize(size);
}

function isSize(x: Expression): boolean {
  return isOperation(x, 'abs') || (isOperation(x, '*') && x.args[0] === x.args[1]);
}

/** Whether its form shows that its exponential does not overflow. */
export function isBounded(x: Expression): boolean {
  if (!isOperation(x, 'min')) return isNonPositive(x);
  const [, bound] = x.args;
  return bound.kind === 'constant' && bound.value <= 88;
}

/** Rewrites a formula whose exponentials are known not to overflow. */
export function expsWithoutOverflow(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    return node.op === 'exp' ? expWithoutOverflow(args[0]) : operation(node.op, ...args);
  });
}

/** The branch that `x <= 0` selects, with exponentials that use that `x` is not positive. */
export function knowingTheSign(expression: Expression): Expression {
  return traverse<Expression>(expression, (node, args) => {
    if (node.kind !== 'operation') return node;
    const [x, bound, ifTrue, ...rest] = args;
    if (!isConditional(node) || bound !== constant(0)) {
      return operation(node.op, ...args);
    }
    const known = new Map([
      [operation('exp', x), operation(EXP_OF_NON_POSITIVE, x)],
      [operation('expm1', x), operation(EXPM1_OF_NON_POSITIVE, x)],
    ]);
    return operation(node.op, x, bound, replace(ifTrue, known), ...rest);
  });
}
