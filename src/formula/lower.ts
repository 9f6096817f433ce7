import { exponentOf } from './derive.js';
import {
  add,
  apply,
  constant,
  div,
  type Expression,
  isOperation,
  max,
  min,
  mul,
  neg,
  operation,
  select,
  sub,
} from './expression.js';
import { type Word, words } from './words.js';

/** A word rewritten into others: the same mathematics, finite wherever the word itself is. */
export type Rewrite = (args: readonly Expression[]) => Expression;

const ZERO = constant(0);
const ONE = constant(1);

const call = (word: Word, x: Expression): Expression => apply(word, [x]);

const rewrites: Partial<Record<string, Rewrite>> = {
  sigmoid: ([x]) => div(ONE, add(ONE, call('exp', neg(x)))),
  softplus: ([x]) => add(max(x, ZERO), call('log1p', call('exp', neg(call('abs', x))))),
  sign: ([x]) => select('<', x, ZERO, constant(-1), select('<', ZERO, x, ONE, x)),

  // tanh x = t / (t + 2) with t = e²ˣ - 1; from |x| = 10 on it is 1 to the last bit.
  tanh: ([x]) => {
    const t = isOperation(x, 'softplus')
      ? squareLessOne(call('exp', min(x.args[0], constant(20))))
      : call('expm1', mul(constant(2), min(max(x, constant(-10)), constant(10))));
    return div(t, add(t, constant(2)));
  },

  // The log of 1 + x as it was rounded, and what the rounding lost, divided by 1 + x.
  log1p: ([x]) => {
    const sum = add(ONE, x);
    const lost = div(sub(x, sub(sum, ONE)), sum);
    const matters = (value: Expression) =>
      select('<', constant(-1), x, select('<', x, constant(2 ** 24), value, ZERO), ZERO);
    return add(call('log', sum), matters(lost));
  },

  '**': ([x, n]) => {
    const exponent = exponentOf(n);
    if (exponent < 0) return div(ONE, power(x, -exponent));
    return power(x, exponent);
  },
};

/** (1 + p)² - 1, which with p = eˣ is e²ʸ - 1 for y = softplus x: one exponential instead of three. */
function squareLessOne(p: Expression): Expression {
  return mul(p, add(p, constant(2)));
}

/** A power multiplied out: x⁷ = x (x²)³, and x^(n + 1/2) = xⁿ √x. */
function power(x: Expression, exponent: number): Expression {
  if (!Number.isInteger(exponent)) return mul(power(x, exponent - 0.5), call('sqrt', x));
  if (exponent === 0) return ONE;
  const rest = power(mul(x, x), Math.floor(exponent / 2));
  return exponent % 2 === 1 ? mul(x, rest) : rest;
}

/**
 * Rewrites words that a target lacks until only words are left that it has.
 *
 * @param has Whether the target can compute a word, or an instruction of its own.
 * @param own The target's own rewrites; they stand before the common ones.
 */
export function lower(
  expression: Expression,
  has: (op: string) => boolean,
  own: Partial<Record<string, Rewrite>> = {},
): Expression {
  const known = new Map<Expression, Expression>();
  const lowered = (node: Expression): Expression => {
    let result = known.get(node);
    if (result === undefined) {
      result = lowerOnce(node);
      known.set(node, result);
    }
    return result;
  };
  const lowerOnce = (node: Expression): Expression => {
    if (node.kind !== 'operation') return node;
    if (has(node.op)) {
      const args = node.args.map(lowered);
      return Object.hasOwn(words, node.op)
        ? apply(node.op as Word, args)
        : operation(node.op, ...args);
    }
    const rewrite = [own, rewrites].find((table) => Object.hasOwn(table, node.op))?.[node.op];
    if (rewrite === undefined) throw new Error(`This target has no word '${node.op}'`);
    return lowered(rewrite(node.args));
  };
  return lowered(expression);
}
