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
import { circularFunctions, errorFunctions, softplus, twiceAtanh } from '../approximations.js';
import { knowingTheSign } from '../bounded_exponentials.js';
import { exponentials } from '../exponentials.js';
import { extreme } from '../extremes.js';
import type { ShaderLanguage } from './languages.js';

// The min and max of a shader may lose NaN, and the accuracy of its exp and log depends on the device. So they are
// composed of operations that are exact, or nearly so, on all devices: sums, products, comparisons and powers of two.
// The native max is faster than a comparison, and is used where the result for NaN does not matter.

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

const floor = (x: Expression): Expression => operation('floor', x);

/**
 * The logarithm of `x`; near 1, computed from `s` with x = (1 + s) / (1 - s). NaN takes the same path, because the
 * device's own logarithm of NaN may be any number.
 */
function logarithm(x: Expression, s: Expression): Expression {
  const far = operation('nativeLog', x);
  // The device's own logarithm of a nonpositive number may be any number too.
  const ofZero = isLess(x, constant(0), constant(Number.NaN), constant(-Infinity));
  const small = select('<=', x, constant(0), ofZero, far);
  return isLess(x, HALF, small, isGreater(x, TWO, far, twiceAtanh(s)));
}

const rewrites: Partial<Record<string, Rewrite>> = {
  ...errorFunctions,
  softplus,
  ...circularFunctions(floor),

  ...exponentials({
    // The exponent of half of e^-87 is that of 0, so results below 1.7e-38 become 0.
    leastOfExp: -87,
    round: (t, isHalf) => {
      const n = floor(add(t, HALF));
      return { n, power: operation('twoTo', isHalf ? sub(n, ONE) : n) };
    },
    // 2ⁿ q may be so small that the device flushes it to 0.
    scale: (power, q) => mul(power, add(q, ONE)),
    atLeast,
    atLeastIfNumber: (x, least) => operation('nativeMax', x, constant(least)),
    atMost: (x, most) => isGreater(x, constant(most), constant(most), x),
  }),

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
  const first = (isFirst: typeof isLess): Rewrite =>
    extreme(
      (a, b) => isFirst(b, a, b, a),
      (a, b) => {
        // The sum is used for equal arguments, and is NaN if one of them is.
        const sum = add(mul(HALF, a), mul(HALF, b));
        return isFirst(a, b, a, isFirst(b, a, b, sum));
      },
      scalars,
    );
  return lower(knowingTheSign(expression), (op) => Object.hasOwn(operations, op), {
    ...rewrites,
    min: first(isLess),
    max: first(isGreater),
  });
}
