import type { Expression } from '../formula/expression.js';
import type { Rewrite } from '../formula/lower.js';

/** How a target computes the smaller or the larger of two. */
export interface Extreme {
  /** Where the second operand is never NaN. */
  fast(a: Expression, b: Expression): Expression;
  exact(a: Expression, b: Expression): Expression;
}

/**
 * `min` or `max`, NaN where one of both is that.
 *
 * @param scalars The variables that are scalar parameters: never NaN.
 */
export function extreme({ fast, exact }: Extreme, scalars: ReadonlySet<string>): Rewrite {
  const isNeverNaN = (x: Expression): boolean =>
    x.kind === 'constant' ? !Number.isNaN(x.value) : x.kind === 'variable' && scalars.has(x.name);
  return ([a, b]) => {
    if (isNeverNaN(b)) return fast(a, b);
    return isNeverNaN(a) ? fast(b, a) : exact(a, b);
  };
}
