import {
  add,
  constant,
  div,
  type Expression,
  mul,
  operation,
  select,
  sub,
} from '../../formula/expression.js';
import { lower, type Rewrite } from '../../formula/lower.js';
import {
  circularFunctions,
  errorFunctions,
  expm1OfRest,
  LN2_HIGH,
  LN2_LOW,
  softplus,
  twiceAtanh,
} from '../approximations.js';
import {
  EXP_OF_NON_POSITIVE,
  EXP_WITHOUT_OVERFLOW,
  EXPM1_OF_NON_POSITIVE,
  expWithoutOverflow,
  isBounded,
  isNonPositive,
  knowingTheSign,
} from '../bounded_exponentials.js';
import type { ShaderLanguage } from './languages.js';

// The min and max of a shader may lose NaN, and its exp and log are as exact as the device likes. So
// they are made of what is exact, or nearly so, on all: sums, products, comparisons and powers of two.
// Its own max is faster than a comparison, and serves where nobody looks at what becomes of NaN.

const ONE = constant(1);
const TWO = constant(2);
const HALF = constant(0.5);

/** `a < b ? ifTrue : ifFalse` */
const isLess = (a: Expression, b: Expression, ifTrue: Expression, ifFalse: Expression) =>
  select('<', a, b, ifTrue, ifFalse);

/** `a > b ? ifTrue : ifFalse` */
const isGreater: typeof isLess = (a, b, ifTrue, ifFalse) => isLess(b, a, ifTrue, ifFalse);

const atLeast = (x: Expression, least: number): Expression =>
  isLess(x, constant(least), constant(least), x);

const atMost = (x: Expression, most: number): Expression =>
  isGreater(x, constant(most), constant(most), x);

/** eˣ in parts: x = n ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ (1 + q) with q = eʳ - 1. */
function exponential(x: Expression): { n: Expression; q: Expression } {
  const n = operation('floor', add(mul(x, constant(Math.LOG2E)), HALF));
  const r = sub(sub(x, mul(n, LN2_HIGH)), mul(n, LN2_LOW));
  return { n, q: expm1OfRest(r) };
}

const twoTo = (n: Expression): Expression => operation('twoTo', n);

/** eˣ for x from -88 to 88. */
function expFromMinus88(x: Expression): Expression {
  const { n, q } = exponential(x);
  return mul(twoTo(n), add(q, ONE));
}

/** eˣ - 1 for x from -18 to 0. */
function expm1FromMinus18(x: Expression): Expression {
  const { n, q } = exponential(x);
  const power = twoTo(n);
  return add(mul(power, q), sub(power, ONE));
}

const twice = (x: Expression): Expression => add(x, x);

/**
 * The logarithm of `x`; where it is near 1, by way of `s` with x = (1 + s) / (1 - s). That of NaN goes
 * the same way: the device's own may be any number.
 */
function logarithm(x: Expression, s: Expression): Expression {
  const far = operation('nativeLog', x);
  // The device's own of what is not positive may be any number too.
  const ofZero = isLess(x, constant(0), constant(Number.NaN), constant(-Infinity));
  const small = select('<=', x, constant(0), ofZero, far);
  return isLess(x, HALF, small, isGreater(x, TWO, far, twiceAtanh(s)));
}

const rewrites: Partial<Record<string, Rewrite>> = {
  ...errorFunctions,
  softplus,
  ...circularFunctions((x) => operation('floor', x)),

  // 2¹²⁸ is no float32 though e^88.7 is, so the power is made half as large. At -87 its exponent is
  // that of 0, and eˣ, less than 1.7e-38, becomes 0.
  exp: ([x]) => {
    if (isBounded(x)) return expWithoutOverflow(x);
    const { n, q } = exponential(atMost(atLeast(x, -87), 89));
    return twice(mul(twoTo(sub(n, ONE)), add(q, ONE)));
  },
  [EXP_WITHOUT_OVERFLOW]: ([x]) => expFromMinus88(atLeast(x, -88)),
  [EXP_OF_NON_POSITIVE]: ([x]) => expFromMinus88(operation('nativeMax', x, constant(-88))),

  // Below -18, eˣ - 1 is -1 to the last bit.
  expm1: ([x]) => {
    if (isNonPositive(x)) {
      const { n, q } = exponential(atLeast(x, -88)); // The same that exp has.
      const power = twoTo(n);
      return add(mul(power, q), sub(power, ONE));
    }
    const { n, q } = exponential(atMost(atLeast(x, -18), 89));
    const half = twoTo(sub(n, ONE));
    return twice(add(mul(half, q), sub(half, HALF)));
  },
  [EXPM1_OF_NON_POSITIVE]: ([x]) => expm1FromMinus18(operation('nativeMax', x, constant(-18))),

  log: ([x]) => logarithm(x, div(sub(x, ONE), add(x, ONE))),
  log1p: ([x]) => logarithm(add(ONE, x), div(x, add(x, TWO))),
};

/**
 * The expression in words that are operations of the language.
 *
 * @param scalars The variables that are scalar parameters: never NaN.
 */
export function lowerToOperations(
  expression: Expression,
  { operations }: ShaderLanguage,
  scalars: readonly string[],
): Expression {
  const neverNaN = (x: Expression): boolean =>
    x.kind === 'constant'
      ? !Number.isNaN(x.value)
      : x.kind === 'variable' && scalars.includes(x.name);
  const first =
    (isFirst: typeof isLess): Rewrite =>
    ([a, b]) => {
      if (neverNaN(b)) return isFirst(b, a, b, a);
      if (neverNaN(a)) return isFirst(a, b, a, b);
      // The sum is for equal ones, and NaN where one is.
      const sum = add(mul(HALF, a), mul(HALF, b));
      return isFirst(a, b, a, isFirst(b, a, b, sum));
    };
  return lower(knowingTheSign(expression), (op) => Object.hasOwn(operations, op), {
    ...rewrites,
    min: first(isLess),
    max: first(isGreater),
  });
}
