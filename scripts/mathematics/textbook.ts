import {
  add,
  apply,
  constant,
  type Expression,
  isOperation,
  neg,
  operation,
  traverse,
  variable,
} from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import type { Word } from '../../src/formula/words.js';
import { withoutBounds } from './bounds.js';
import { toText } from './print.js';
import { numberOf, tidy } from './simplify.js';

// A formula of the catalogue has bounds that keep float32 finite for large x. Readers want the mathematics: 0.5 * x *
// (1 + erf(x / sqrt(2))) and not x <= 20 ? 0.5 * max(x, -20) * erfc(…) : x.

/** A formula of the catalogue as in a textbook. */
export interface Textbook {
  /** The formula without its bounds. */
  readonly expression: Expression;
  readonly text: string;
  /** Whether the formula of the catalogue has bounds and therefore another text. */
  readonly hasBounds: boolean;
}

/** A formula of the catalogue without its bounds, and its text. */
export function asInTextbook(formula: string): Textbook {
  const source = parse(formula);
  const expression = asWritten(source);
  const inOrder = tidy(expression);
  const shorter = sizeOf(inOrder) < sizeOf(expression) ? inOrder : expression;
  // A formula without bounds keeps its own text.
  const text = shorter === source ? formula : toText(withRoots(shorter));
  return { expression, text, hasBounds: text !== formula };
}

/** The mathematics of a formula of the catalogue: without its bounds, and with erf instead of erfc. */
export function asWritten(expression: Expression): Expression {
  return withErf(withoutBounds(expression));
}

function sizeOf(expression: Expression): number {
  return traverse<number>(expression, (_, sizes) => sizes.reduce((sum, size) => sum + size, 1));
}

const ONE = constant(1);
const PI = variable('pi'); // For printing only: it is parsed as the number again.
const root = (of: Expression) => operation('sqrt', of);

/** Numbers that are written symbolically. */
const NAMED: readonly (readonly [value: number, expression: Expression])[] = [
  [Math.SQRT2, root(constant(2))],
  [2 * Math.sqrt(2 / Math.PI), operation('*', constant(2), root(operation('/', constant(2), PI)))],
];

/** With erf instead of erfc, as in most papers. */
function withErf(expression: Expression): Expression {
  return traverse<Expression>(expression, (node, args) => {
    if (node.kind !== 'operation') return node;
    if (isOperation(node, 'erfc') && isNegative(args[0])) {
      return add(ONE, apply('erf', [negated(args[0])]));
    }
    return apply(node.op as Word, args);
  });
}

/** With roots written as roots, and a minus without parentheses. */
function withRoots(expression: Expression): Expression {
  return traverse<Expression>(expression, (node, args) => {
    if (node.kind === 'constant') {
      return NAMED.find(([value]) => Math.abs(node.value / value - 1) < 1e-14)?.[1] ?? node;
    }
    if (node.kind === 'variable') return node;
    const [a, b] = args;
    if (isOperation(node, 'neg') && isOperation(a, '*')) return negated(a);
    // The formula contains 1 / sqrt(2), because a multiplication is faster.
    if (isOperation(node, '*') && Math.abs(numberOf(a) / Math.SQRT1_2 - 1) < 1e-14) {
      return operation('/', b, root(constant(2)));
    }
    return operation(node.op, ...args);
  });
}

/** Whether it is written with a leading minus. */
function isNegative(expression: Expression): boolean {
  if (isOperation(expression, '*', '/')) return isNegative(expression.args[0]);
  return isOperation(expression, 'neg') || numberOf(expression) < 0;
}

/** The negative, with the minus at the first factor, where it needs no parentheses. */
function negated(expression: Expression): Expression {
  if (!isOperation(expression, '*', '/')) return neg(expression);
  const [first, second] = expression.args;
  return operation(expression.op, negated(first), second);
}
