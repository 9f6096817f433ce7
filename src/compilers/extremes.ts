import type { Expression } from '../formula/expression.js';
import type { Rewrite } from '../formula/lower.js';

type OfTwo = (a: Expression, b: Expression) => Expression;

/**
 * `min` or `max`, NaN where one of both is that.
 *
 * @param fast What the target has where the second is never NaN.
 * @param exact What it has else.
 * @param scalars The variables that are scalar parameters: never NaN.
 */
export function extreme(fast: OfTwo, exact: OfTwo, scalars: readonly string[]): Rewrite {
  const isNeverNaN = (x: Expression): boolean =>
    x.kind === 'constant'
      ? !Number.isNaN(x.value)
      : x.kind === 'variable' && scalars.includes(x.name);
  return ([a, b]) => {
    if (isNeverNaN(b)) return fast(a, b);
    return isNeverNaN(a) ? fast(b, a) : exact(a, b);
  };
}
