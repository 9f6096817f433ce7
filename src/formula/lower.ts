import { exponentOf } from './derive.js';
import {
  add,
  apply,
  argumentsOf,
  constant,
  div,
  type Expression,
  isOperation,
  max,
  min,
  mul,
  neg,
  type Operation,
  operation,
  select,
  sub,
  traverse,
} from './expression.js';
import { type Word, words } from './words.js';

/** A word rewritten into others: the same mathematics, finite wherever the word itself is. */
export type Rewrite = (args: readonly Expression[]) => Expression;

/** Gives a nonnegative number the sign of another: some targets can do that with bits. */
export const WITH_SIGN_OF = 'withSignOf';

const ZERO = constant(0);
const ONE = constant(1);
const TWO = constant(2);

const call = (word: Word, x: Expression): Expression => apply(word, [x]);

const twice = (x: Expression): Expression => mul(TWO, x);

/** eˣ, but at most e^88, which is close to the largest float32: 1 vanishes beside it. */
const boundedExp = (x: Expression): Expression => call('exp', min(x, constant(88)));

const rewrites: Partial<Record<string, Rewrite>> = {
  sigmoid: ([x]) => {
    const p = boundedExp(x);
    return div(p, add(ONE, p));
  },
  softplus: ([x]) => add(max(x, ZERO), call('log1p', call('exp', neg(call('abs', x))))),
  sign: ([x]) => select('<', x, ZERO, constant(-1), select('<', ZERO, x, ONE, x)),

  tanh: ([x]) => {
    if (isOperation(x, 'softplus')) {
      const { numerator, denominator } = tanhOfSoftplus(x.args[0]);
      return div(numerator, denominator);
    }
    return operation(WITH_SIGN_OF, tanhOfSize(x), x);
  },
  [WITH_SIGN_OF]: ([size, x]) => select('<', x, ZERO, neg(size), size),

  // The log of the rounded 1 + x, plus the rounding error divided by 1 + x.
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

/**
 * tanh |x|, which with p = e^-2|x| is (1 - p) / (1 + p), where expm1 keeps the digits of 1 - p; near 1, it is 1 minus
 * 2 p / (1 + p).
 */
function tanhOfSize(x: Expression): Expression {
  const { exponent, p } = tanhParts(x);
  const isNear = (near: Expression, far: Expression) =>
    select('<', constant(-1), exponent, near, far);
  const ratio = div(isNear(neg(call('expm1', exponent)), mul(constant(-2), p)), add(ONE, p));
  return add(ratio, isNear(ZERO, ONE));
}

function tanhParts(x: Expression): { exponent: Expression; p: Expression } {
  const exponent = mul(constant(-2), call('abs', x));
  return { exponent, p: call('exp', exponent) };
}

/**
 * tanh(softplus x) = ((1 + eˣ)² - 1) / ((1 + eˣ)² + 1), over (1 + eˣ)² with s = sigmoid x and a = 1 - s. One
 * exponential instead of three.
 */
function tanhOfSoftplus(x: Expression): Record<'numerator' | 'rest' | 'denominator', Expression> {
  const s = call('sigmoid', x);
  const a = sub(ONE, s);
  const square = mul(a, a);
  return { numerator: mul(s, add(ONE, a)), rest: twice(square), denominator: add(ONE, square) };
}

/** 1 - sigmoid and 1 ± tanh without cancellation. They occur in derivatives, and in formulas that people write. */
function withoutCancellation(
  node: Operation,
  has: (op: string) => boolean,
): Expression | undefined {
  const [one, word] = node.args;
  if (!isOperation(node, '+', '-') || one !== ONE) return undefined;
  const isDifference = node.op === '-';
  if (isDifference && isOperation(word, '*')) {
    const [less, more] = word.args; // 1 - (1 - y) (1 + y), which is for example the derivative of x - tanh x.
    const isPair =
      isOperation(less, '-') && less.args[0] === ONE && more === add(ONE, less.args[1]);
    return isPair ? mul(less.args[1], less.args[1]) : undefined;
  }
  if (isDifference && isOperation(word, 'sigmoid')) {
    const [x] = word.args;
    if (has('sigmoid')) return call('sigmoid', neg(x));
    return select('<=', constant(88), x, ZERO, div(ONE, add(ONE, boundedExp(x))));
  }
  if (!isOperation(word, 'tanh')) return undefined;
  const [x] = word.args;
  if (isOperation(x, 'softplus')) {
    if (!isDifference) return undefined;
    const { rest, denominator } = tanhOfSoftplus(x.args[0]);
    return div(rest, denominator);
  }
  if (has('sigmoid')) return twice(call('sigmoid', isDifference ? neg(twice(x)) : twice(x)));
  const { p } = tanhParts(x);
  const rest = div(twice(p), add(ONE, p));
  const [less, more] = isDifference ? [sub(TWO, rest), rest] : [rest, sub(TWO, rest)];
  return select('<', x, ZERO, less, more);
}

/** A power as multiplications: x⁷ = x (x²)³, and x^(n + 1/2) = xⁿ √x. */
function power(x: Expression, exponent: number): Expression {
  if (!Number.isInteger(exponent)) return mul(power(x, exponent - 0.5), call('sqrt', x));
  if (exponent === 0) return ONE;
  const rest = power(mul(x, x), Math.floor(exponent / 2));
  return exponent % 2 === 1 ? mul(x, rest) : rest;
}

/**
 * Rewrites words that a target lacks until only words remain that it has.
 *
 * @param has Whether the target can compute a word, or an instruction of its own.
 * @param own The target's own rewrites, which take precedence over the common ones.
 */
export function lower(
  expression: Expression,
  has: (op: string) => boolean,
  own: Partial<Record<string, Rewrite>> = {},
): Expression {
  const rewritten = (node: Expression): Expression | undefined => {
    if (node.kind !== 'operation') return undefined;
    const equal = withoutCancellation(node, has);
    if (equal !== undefined || has(node.op)) return equal;
    const rewrite = [own, rewrites].find((table) => Object.hasOwn(table, node.op))?.[node.op];
    if (rewrite === undefined) throw new Error(`This target does not support '${node.op}'`);
    return rewrite(node.args);
  };
  const inWordsOfTarget = new Map<Expression, Expression>();
  return traverse<Expression>(
    expression,
    (node, args) => {
      const word = inWordsOfTarget.get(node) as Expression;
      if (word.kind !== 'operation') return word;
      const { op } = word;
      return Object.hasOwn(words, op) ? apply(op as Word, args) : operation(op, ...args);
    },
    (node) => {
      let [word, next] = [node, rewritten(node)];
      while (next !== undefined) [word, next] = [next, rewritten(next)];
      inWordsOfTarget.set(node, word);
      return argumentsOf(word);
    },
  );
}
