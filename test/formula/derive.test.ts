import { derivative, gradient } from '../../src/formula/derive.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { constant } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { toText } from '../../src/formula/print.js';

/** The central difference in float64, whose error is below 1e-6 for these functions. */
function slope(f: (x: number) => number, x: number): number {
  const step = 1e-5;
  return (f(x + step) - f(x - step)) / (2 * step);
}

const formulas = [
  'x + a',
  'a - x',
  'a * x - x / 3',
  'x * x * x',
  'a / x',
  'x / (x + 5)',
  'x ** 3',
  'x ** -1.5',
  '-x',
  'x < 1 ? x * x : 2 * x',
  'x <= 1 ? a * x : x * x * x',
  'abs(x - 1)',
  'abs(1 - x)',
  'min(x * x, 2)',
  'max(x, a)',
  'sign(x) * x',
  'sqrt(x)',
  'exp(a * x)',
  'expm1(-x)',
  'log(x * x)',
  'log1p(x)',
  'sigmoid(a * x)',
  'tanh(x / 2)',
  'softplus(-x)',
  'x * tanh(softplus(x))',
];

const POINTS = [0.3, 0.7, 1.6, 2.9];

test.each(formulas)('the derivative of %s is within 1e-6 of a central difference', (formula) => {
  const f = (x: number) => evaluate(parse(formula), { x, a: 1.25 });
  for (const x of POINTS) {
    const received = evaluate(derivative(parse(formula), 'x'), { x, a: 1.25 });
    expect(Math.abs(received - slope(f, x))).toBeLessThan(1e-6);
  }
});

test.each(formulas)('the second derivative of %s too', (formula) => {
  const first = derivative(parse(formula), 'x');
  for (const x of POINTS) {
    const received = evaluate(derivative(first, 'x'), { x, a: 1.25 });
    const expected = slope((x) => evaluate(first, { x, a: 1.25 }), x);
    expect(Math.abs(received - expected)).toBeLessThan(1e-6);
  }
});

test('a formula is derived by its parameters as well', () => {
  expect(derivative(parse('x <= 0 ? alpha * x : x'), 'alpha')).toBe(parse('x <= 0 ? x : 0'));
  expect(derivative(parse('x'), 'alpha')).toBe(constant(0));
});

test.each([
  ['x <= 0 ? 0 : x', 0, 0],
  ['x < 0 ? 0 : x', 0, 1],
  ['x <= 0 ? 0.25 * x : x', 0, 0.25],
  ['abs(x)', 0, 0],
  ['sign(x)', 0, 0],
  ['min(x, 6)', 6, 1],
  ['min(6, x)', 6, 0],
  ['max(x, 1)', 1, 1],
  ['max(1, x)', 1, 0],
])('at its kink %s has, at %d, the slope %d', (formula, x, expected) => {
  expect(evaluate(derivative(parse(formula), 'x'), { x })).toBe(expected);
});

test('the upstream gradient goes into the branches', () => {
  expect(toText(gradient(parse('x <= 0 ? 0 : x'), 'x', 'dy'))).toBe('x <= 0 ? 0 : dy');
  const capped = gradient(parse('x <= 0 ? alpha * x : min(x, top)'), 'x', 'dy');
  expect(toText(capped)).toBe('x <= 0 ? dy * alpha : x <= top ? dy : 0');
});

test('an infinite upstream gradient gives 0, not NaN, in a branch whose slope is 0', () => {
  const relu = gradient(parse('x <= 0 ? 0 : -min(x, 6)'), 'x', 'dy');
  expect(evaluate(relu, { x: -1, dy: Infinity })).toBe(0);
  expect(evaluate(relu, { x: 7, dy: Infinity })).toBeCloseTo(0);
  expect(evaluate(relu, { x: 1, dy: Infinity })).toBe(-Infinity);
});

test('far from 0 the derivatives of saturating formulas stay finite', () => {
  for (const formula of ['x * sigmoid(x)', 'x * tanh(softplus(x))', 'softplus(x)', 'tanh(x)']) {
    const first = derivative(parse(formula), 'x');
    for (const x of [-1e5, -300, -104, -100, 100, 300, 1e5]) {
      expect(Number.isFinite(evaluate(first, { x }))).toBe(true);
      expect(Number.isFinite(evaluate(derivative(first, 'x'), { x }))).toBe(true);
    }
  }
});
