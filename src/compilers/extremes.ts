import type { Expression } from '../formula/expression.js';
import type { Rewrite } from '../formula/lower.js';

type OfTwo = (a: Expression, b: Expression) => Expression;

/**
 * `min` or `max`, NaN if either argument is NaN.
 *
 * @param fast The target's operation for a second argument that is never NaN.
 * @param exact The target's operation otherwise.
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
