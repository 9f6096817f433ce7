import fc from 'fast-check';
import { withoutBounds } from '../../scripts/mathematics/bounds.js';
import { toText } from '../../scripts/mathematics/print.js';
import { tidy } from '../../scripts/mathematics/simplify.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { type Expression, traverse } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { expressions, fuzz, numbers } from '../support/arbitrary.js';
import { estimate, FLOAT64 } from '../support/error_bound.js';

test.each([
  ['x * 2 * y / x', '2 * y'],
  ['x + x - y + 2 * y', '2 * x + y'],
  ['(1 - tanh(x)) * (1 + tanh(x))', '1 - tanh(x) ** 2'],
  ['x * sign(x)', 'abs(x)'],
  ['sqrt(x) * sqrt(x)', 'x'],
  ['(x * x) ** 0.5', '(x ** 2) ** 0.5'],
  ['1 - x / (1 + x)', '1 / (1 + x)'],
  ['2 * x + 1 < 5 ? x : 0', 'x < 2 ? x : 0'],
  ['min(1, 2 * x) <= 0 ? 0 : x', 'x <= 0 ? 0 : x'],
  ['min(2 * x, 1) <= 0 ? 0 : x', 'x <= 0 ? 0 : x'],
  ['x < 3 ? x : min(1, x)', 'x < 3 ? x : 1'],
  ['x < 0 ? (x < 1 ? 1 : 2) : 3', '0 <= x ? 3 : x < 1 ? 1 : 2'],
])('%s is simplified to %s', (formula, tidied) => {
  expect(toText(tidy(parse(formula)))).toBe(tidied);
});

test('bounds from 20 on are removed, and no others', () => {
  const text = (formula: string) => toText(withoutBounds(parse(formula)));
  expect(text('x <= 20 ? max(x, -200) * tanh(softplus(x)) : x')).toBe('x * tanh(softplus(x))');
  expect(text('x <= 0 ? 0 : min(x, 6)')).toBe('x <= 0 ? 0 : min(x, 6)');
});

fuzz(
  'a random formula keeps its meaning when it is simplified, within the rounding of float64',
  [expressions(), fc.record({ x: numbers(4), alpha: numbers(4), beta: numbers(4) })],
  (expression, values) => {
    fc.pre(hasFiniteParts(expression, values));
    const tidied = tidy(expression);
    const [before, after] = [expression, tidied].map((each) => estimate(each, values, FLOAT64));
    fc.pre(before.error < 1e-6 && after.error < 1e-6);
    const allowed = 4 * (before.error + after.error) + 1e-9 * Math.abs(before.value) + 1e-100;
    expect(Math.abs(evaluate(tidied, values) - before.value)).toBeLessThanOrEqual(allowed);
  },
  [1000, 0],
);

/** Whether each part is a finite number: a factor that cancels must be neither infinite nor 0. */
function hasFiniteParts(expression: Expression, values: Readonly<Record<string, number>>): boolean {
  let all = true;
  traverse<void>(expression, (node) => {
    const value = evaluate(node, values);
    all &&= Number.isFinite(value);
  });
  return all;
}
