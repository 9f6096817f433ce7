import { add, constant, type Expression, mul, sub } from '../formula/expression.js';
import type { Rewrite } from '../formula/lower.js';
import { expm1OfRest, LN2_HIGH, LN2_LOW } from './approximations.js';
import {
  EXP_OF_NON_POSITIVE,
  EXP_WITHOUT_OVERFLOW,
  EXPM1_OF_NON_POSITIVE,
  expWithoutOverflow,
  isBounded,
  isNonPositive,
} from './bounded_exponentials.js';

/** The differences between the targets that compute exponentials themselves. */
export interface ExponentialTarget {
  /** Below it, eˣ is 0. */
  readonly leastOfExp: number;
  /** The integer n that is nearest to t; and 2ⁿ, or half of it. */
  round(t: Expression, isHalf: boolean): { n: Expression; power: Expression };
  /** 2ⁿ (1 + q), computed from 2ⁿ and q. */
  scale(power: Expression, q: Expression): Expression;
  /** `x`, but at least `least`; NaN for NaN. */
  atLeast(x: Expression, least: number): Expression;
  /** The same, where the result for NaN does not matter. */
  atLeastIfNumber(x: Expression, least: number): Expression;
  /** `x`, but at most `most`; NaN for NaN. */
  atMost(x: Expression, most: number): Expression;
}

const ONE = constant(1);
const HALF = constant(0.5);

const twice = (x: Expression): Expression => add(x, x);

/** The words that are exponentials, rewritten into sums, products and powers of two. */
export function exponentials(target: ExponentialTarget): Partial<Record<string, Rewrite>> {
  const { leastOfExp, scale, atLeast, atLeastIfNumber } = target;
  const between = (x: Expression, least: number, most: number) =>
    target.atMost(atLeast(x, least), most);

  /** eˣ in parts: x = n ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ (1 + q) with q = eʳ - 1. */
  const inParts = (x: Expression, isHalf = false) => {
    const { n, power } = target.round(mul(x, constant(Math.LOG2E)), isHalf);
    const r = sub(sub(x, mul(n, LN2_HIGH)), mul(n, LN2_LOW));
    return { power, q: expm1OfRest(r) };
  };
  const exp = (x: Expression) => {
    const { power, q } = inParts(x);
    return scale(power, q);
  };
  const expm1 = (x: Expression) => {
    const { power, q } = inParts(x);
    return add(mul(power, q), sub(power, ONE));
  };

  return {
    // 2¹²⁸ is not a float32 although e^88.7 is, so half the power is used.
    exp: ([x]) => {
      if (isBounded(x)) return expWithoutOverflow(x);
      const { power: half, q } = inParts(between(x, leastOfExp, 89), true);
      return twice(scale(half, q));
    },
    [EXP_WITHOUT_OVERFLOW]: ([x]) => exp(atLeast(x, -88)),
    [EXP_OF_NON_POSITIVE]: ([x]) => exp(atLeastIfNumber(x, -88)),

    // Below -18, eˣ - 1 is -1 in float32.
    expm1: ([x]) => {
      if (isNonPositive(x)) return expm1(atLeast(x, -88)); // The same parts as in exp.
      const { power: half, q } = inParts(between(x, -18, 89), true);
      return twice(add(mul(half, q), sub(half, HALF)));
    },
    [EXPM1_OF_NON_POSITIVE]: ([x]) => expm1(atLeastIfNumber(x, -18)),
  };
}
