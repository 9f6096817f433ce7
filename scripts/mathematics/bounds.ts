import { evaluator } from '../../src/formula/evaluate.js';
import {
  apply,
  type Expression,
  isConditional,
  isOperation,
  operation,
  replace,
  traverse,
  variablesOf,
} from '../../src/formula/expression.js';
import type { Word } from '../../src/formula/words.js';
import { numberOf } from './simplify.js';

/** From here on, a bound exists for float32 only: its effect is smaller than the last digit. */
const FAR = 20;

/** The same holds for a lower bound of at most this. */
const TINY = 1e-9;

const isFar = (e: Expression): boolean => Math.abs(numberOf(e)) >= FAR;
const isTiny = (e: Expression): boolean => numberOf(e) > 0 && numberOf(e) <= TINY;

/** A formula of the catalogue without the bounds that exist for float32 only. */
export function withoutBounds(expression: Expression): Expression {
  return traverse<Expression>(expression, (node, args) => {
    if (node.kind !== 'operation') return node;
    const [a, b, ifTrue, ifFalse] = args;
    if (isOperation(node, 'min', 'max')) {
      if (isFar(b)) return a;
      if (isFar(a)) return b;
    }
    if (isConditional(node)) {
      if (isFar(b)) return numberOf(b) > 0 ? ifTrue : ifFalse;
      if (isFar(a)) return numberOf(a) > 0 ? ifFalse : ifTrue;
      if (isTiny(a)) return ifTrue;
      if (isTiny(b)) return ifFalse;
      const whole = withoutLimit(ifTrue, a, b);
      if (whole !== undefined && isSameFrom(numberOf(b), whole, ifFalse)) return whole;
    }
    return apply(node.op as Word, args);
  });
}

/**
 * The branch of `x <= bound ? branch : …` with `min(bound, x)` replaced by `x`; `undefined` if it does not contain
 * this.
 */
function withoutLimit(branch: Expression, x: Expression, bound: Expression) {
  if (x.kind !== 'variable' || bound.kind !== 'constant') return undefined;
  const limits = [operation('min', bound, x), operation('min', x, bound)];
  const whole = replace(branch, new Map(limits.map((limit) => [limit, x])));
  return whole === branch ? undefined : whole;
}

const STEPS = 20;

/** Whether two formulas in `x` alone have the same values in float64 from a number on. */
function isSameFrom(start: number, a: Expression, b: Expression): boolean {
  if ([a, b].some((each) => variablesOf(each).some((name) => name !== 'x'))) return false;
  const [valueOfA, valueOfB] = [a, b].map((each) => evaluator(each, ['x']));
  const places = Array.from({ length: STEPS + 1 }, (_, i) => start + i);
  return places.every((x) => valueOfA(x) === valueOfB(x));
}
