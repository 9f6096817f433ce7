import {
  constant,
  type Expression,
  isConditional,
  isOperation,
  operation,
  replace,
  traverse,
} from '../formula/expression.js';

// Where it is known of the argument of an exponential that it is not positive, or not so large that the
// exponential would overflow, less has to be done. Targets have rewrites for these words; the language itself
// does not have them. What the words for arguments that are not positive make of NaN does not matter: there a
// test of `x` has picked another branch.

export const EXP_WITHOUT_OVERFLOW = 'expWithoutOverflow';
export const EXP_OF_NON_POSITIVE = 'expOfNonPositive';
export const EXPM1_OF_NON_POSITIVE = 'expm1OfNonPositive';

/** eˣ for `x` of which it is known that no element is more than 88, or that those are not looked at; NaN of NaN. */
export function expWithoutOverflow(x: Expression): Expression {
  return operation(EXP_WITHOUT_OVERFLOW, x);
}

/** Whether it has the form of a number that is never positive: -|x|, -x², -2|x|. */
export function isNonPositive(x: Expression): boolean {
  if (isOperation(x, 'neg')) return isSize(x.args[0]);
  if (!isOperation(x, '*')) return false;
  const [factor, size] = x.args;
  return factor.kind === 'constant' && factor.value < 0 && isSize(size);
}

function isSize(x: Expression): boolean {
  return isOperation(x, 'abs') || (isOperation(x, '*') && x.args[0] === x.args[1]);
}

/** Whether it has the form of a number of which the exponential does not overflow. */
export function isBounded(x: Expression): boolean {
  if (!isOperation(x, 'min')) return isNonPositive(x);
  const [, bound] = x.args;
  return bound.kind === 'constant' && bound.value <= 88;
}

/** The formula, of which it is known that none of its exponentials overflows. */
export function expsWithoutOverflow(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    return node.op === 'exp' ? expWithoutOverflow(args[0]) : operation(node.op, ...args);
  });
}

/** The branch that `x <= 0` picks, told that its exponentials of `x` are of no positive number. */
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
