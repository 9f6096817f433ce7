import {
  constant,
  type Expression,
  isConditional,
  operation,
  traverse,
} from '../../../src/formula/expression.js';
import type { Curve } from '../curve.js';
import { derived, functionOf, ORDERS } from '../derivatives.js';
import type { View } from '../view.js';

/** The curves and their derivatives at common values of x, as a plot draws them: null is a gap. */
export interface Samples {
  readonly xs: readonly number[];
  /** By order of the derivative, then by curve. */
  readonly ys: readonly (readonly (readonly (number | null)[])[])[];
}

/**
 * A jump that exceeds this part of the height is a gap instead of a steep line, so that it does not look like a
 * slope.
 */
const JUMP = 1e-3;
/** The distance from a jump at which the curve is drawn, relative to the width: less than a pixel. */
const NEAR = 1e-7;

/**
 * Samples the view at evenly spaced points, and on both sides of each point where a conditional of a formula
 * switches.
 *
 * @param orders The number of orders: 1 for the value alone, more for derivatives.
 */
export function sample(
  curves: readonly Curve[],
  view: View,
  count: number,
  orders: number = ORDERS.length,
): Samples {
  const width = view.max - view.min;
  const grid = Array.from({ length: count + 1 }, (_, i) => view.min + (width * i) / count);
  const switches = curves.flatMap((curve) => switchesOf(curve, grid, orders));
  const around = switches.flatMap((x) => [x - NEAR * width, x, x + NEAR * width]);
  const xs = [...new Set([...grid, ...around])].sort((a, b) => a - b);
  const ys = Array.from({ length: orders }, (_, order) =>
    curves.map((curve) => {
      const values = xs.map(functionOf(derived(curve, order), curve.parameters));
      return withGaps(xs, values, new Set(switches));
    }),
  );
  return { xs, ys };
}

/** The points where a test of the curve or of one of its derivatives changes its outcome. */
function switchesOf(curve: Curve, grid: readonly number[], orders: number): number[] {
  const expressions = Array.from({ length: orders }, (_, order) => derived(curve, order));
  const tests = new Set(expressions.flatMap(testsOf));
  return [...tests].flatMap((test) => {
    const outcome = functionOf(test, curve.parameters);
    const found: number[] = [];
    for (let i = 1; i < grid.length; i++) {
      const [left, right] = [grid[i - 1], grid[i]];
      if (outcome(left) !== outcome(right)) found.push(bisect(outcome, left, right));
    }
    return found;
  });
}

const knownTests = new WeakMap<Expression, readonly Expression[]>();

/** Expressions whose value changes where the expression switches to another branch. */
function testsOf(expression: Expression): readonly Expression[] {
  let tests = knownTests.get(expression);
  if (tests === undefined) {
    const found: Expression[] = [];
    traverse<void>(expression, (node) => {
      if (node.kind !== 'operation') return;
      const [a, b] = node.args;
      if (isConditional(node)) found.push(operation(node.op, a, b, constant(1), constant(0)));
      if (node.op === 'sign') found.push(node);
    });
    tests = found;
    knownTests.set(expression, tests);
  }
  return tests;
}

function bisect(outcome: (x: number) => number, left: number, right: number): number {
  const before = outcome(left);
  let [low, high] = [left, right];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (outcome(middle) === before) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Replaces values that are not finite, and jumps at a switch, by gaps. */
function withGaps(
  xs: readonly number[],
  values: readonly number[],
  switches: ReadonlySet<number>,
): (number | null)[] {
  const finite = values.filter(Number.isFinite);
  const height =
    finite.reduce((a, b) => Math.max(a, b), -Infinity) -
    finite.reduce((a, b) => Math.min(a, b), Infinity);
  return values.map((value, i) => {
    if (!Number.isFinite(value)) return null;
    const isJump = switches.has(xs[i]) && Math.abs(values[i + 1] - values[i - 1]) > JUMP * height;
    return isJump ? null : value;
  });
}
