import {
  constant,
  type Expression,
  isConditional,
  operation,
  replace,
  traverse,
} from '../formula/expression.js';

// Where the argument of an exponential is known not to be positive, nothing overflows and less has to
// be done. Targets have rewrites for these two words, which the language itself has not.

export const EXP_OF_NON_POSITIVE = 'expOfNonPositive';
export const EXPM1_OF_NON_POSITIVE = 'expm1OfNonPositive';

/** eˣ for `x` of which it is known that no element is positive, or that those are not looked at. */
export function expOfNonPositive(x: Expression): Expression {
  return operation(EXP_OF_NON_POSITIVE, x);
}

/** The formula, of which it is known that all its exponentials are of no positive number. */
export function expsOfNonPositive(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    return node.op === 'exp' ? expOfNonPositive(args[0]) : operation(node.op, ...args);
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
      [operation('exp', x), expOfNonPositive(x)],
      [operation('expm1', x), operation(EXPM1_OF_NON_POSITIVE, x)],
    ]);
    return operation(node.op, x, bound, replace(ifTrue, known), ...rest);
  });
}
