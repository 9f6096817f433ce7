import { derivative, gradient, gradientFromResult } from '../../src/formula/derive.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { constant, type Expression } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';

type Plain = (x: number) => number;

const slope = (f: Plain, x: number, h = 1e-5) => (f(x + h) - f(x - h)) / (2 * h);
const bend = (f: Plain, x: number, h = 1e-4) => (f(x + h) - 2 * f(x) + f(x - h)) / h ** 2;
const sigmoid: Plain = (x) => 1 / (1 + Math.exp(-x));

/** The derivative of `formula` with respect to `name` at a point. */
const at = (formula: string, values: Record<string, number>, name = 'x') =>
  evaluate(derivative(parse(formula), name), values);

/** Relative to the expected value, or absolute if it is below 1. */
function expectWithin(bound: number, received: number, expected: number): void {
  const error = Math.abs(received - expected) / Math.max(1, Math.abs(expected));
  expect(error).toBeLessThan(bound);
}

/** A formula, the same in plain JavaScript, and points that are not kinks. */
const FUNCTIONS: [string, Plain, number[]][] = [
  ['3 + x * 2 - x / 4', (x) => 3 + x * 2 - x / 4, [-2, 0, 5]],
  ['x * x * x', (x) => x * x * x, [-2, 0, 1.5]],
  ['(x + 2) / (x * x + 1)', (x) => (x + 2) / (x * x + 1), [-3, 0, 0.7]],
  ['-(x * x)', (x) => -(x * x), [-1, 0, 3]],
  ['x ** 3', (x) => x ** 3, [-2, 0, 1.5]],
  ['x ** -2', (x) => x ** -2, [-2, 0.5, 3]],
  ['x ** 1.5', (x) => x ** 1.5, [0.3, 1, 9]],
  ['(2 * x + 1) ** 0.5', (x) => Math.sqrt(2 * x + 1), [0, 1, 20]],
  ['x < 1 ? x * x : 5 * x', (x) => (x < 1 ? x * x : 5 * x), [-2, 0.9, 1.1, 3]],
  ['x >= 1 ? x * x : 5 * x', (x) => (x >= 1 ? x * x : 5 * x), [-2, 0.9, 1.1, 3]],
  ['abs(x * x - 1)', (x) => Math.abs(x * x - 1), [-2, 0.5, 3]],
  ['min(x * x, 3 * x)', (x) => Math.min(x * x, 3 * x), [-1, 2, 4]],
  ['max(x * x, 3 * x)', (x) => Math.max(x * x, 3 * x), [-1, 2, 4]],
  ['sign(x) * x * x', (x) => Math.sign(x) * x * x, [-2, 3]],
  ['sqrt(x * x + 1)', (x) => Math.sqrt(x * x + 1), [-2, 0, 3]],
  ['exp(2 * x)', (x) => Math.exp(2 * x), [-20, -1, 0, 2]],
  ['expm1(-x)', (x) => Math.expm1(-x), [-2, 0, 20]],
  ['log(x)', Math.log, [0.2, 1, 30]],
  ['log1p(x * x)', (x) => Math.log1p(x * x), [-2, 0, 30]],
  ['sigmoid(3 * x)', (x) => sigmoid(3 * x), [-20, -1, 0, 0.5, 20]],
  ['tanh(x / 2)', (x) => Math.tanh(x / 2), [-20, -1, 0, 3, 20]],
  ['softplus(2 * x)', (x) => Math.log(1 + Math.exp(2 * x)), [-9, -1, 0, 2, 20]],
  ['x * tanh(softplus(x))', (x) => x * Math.tanh(Math.log(1 + Math.exp(x))), [-4, 0, 2]],
  [
    '0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))',
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    [-4, -1, 0, 1, 5],
  ],
];

describe('away from kinks', () => {
  test.each(FUNCTIONS)(
    'the derivative of %s is within 1e-7 of a central difference',
    (formula, plain, points) => {
      for (const x of points) expectWithin(1e-7, at(formula, { x }), slope(plain, x));
    },
  );

  test.each(FUNCTIONS)(
    'the second derivative of %s is within 1e-5 of a central difference',
    (formula, plain, points) => {
      const second = derivative(derivative(parse(formula), 'x'), 'x');
      for (const x of points) expectWithin(1e-5, evaluate(second, { x }), bend(plain, x));
    },
  );

  test('the derivative with respect to a parameter holds x fixed, within 1e-7 of a central difference', () => {
    const formula = 'x <= 0 ? alpha * expm1(x / alpha) : alpha * x ** 2';
    for (const x of [-2, 3]) {
      const plain: Plain = (a) => (x <= 0 ? a * Math.expm1(x / a) : a * x ** 2);
      expectWithin(1e-7, at(formula, { x, alpha: 0.7 }, 'alpha'), slope(plain, 0.7));
    }
  });

  test('the derivative with respect to alpha is the factor of alpha', () => {
    expect(derivative(parse('x <= 0 ? alpha * x : x'), 'alpha')).toBe(parse('x <= 0 ? x : 0'));
  });

  test('the derivative with respect to a variable that the formula does not contain is the constant 0', () => {
    expect(derivative(parse('tanh(x) * 3 + x'), 'y')).toBe(constant(0));
  });
});

describe('at kinks', () => {
  test.each([
    ['x <= 0 ? 0 : x', 0, 0],
    ['x > 0 ? x : 0', 0, 0],
    ['x < 0 ? 0 : x', 0, 1],
    ['x >= 0 ? x : 0', 0, 1],
    ['abs(x)', 0, 0],
    ['abs(x)', -0, 0],
    ['sign(x)', 0, 0],
    ['min(x, 6)', 6, 1], // the gradient of a tie belongs to the first argument, as in TensorFlow
    ['min(6, x)', 6, 0],
    ['max(x, 0)', 0, 1],
    ['max(0, x)', 0, 0],
    ['min(2 * x, 5 * x)', 0, 2],
    ['max(2 * x, 5 * x)', 0, 2],
  ])('the slope of %s at %d is %d', (formula, x, expected) => {
    expect(at(formula, { x }) + 0).toBe(expected);
  });
});

describe('far from 0', () => {
  test.each([-100, -800, 100, 800])('x * sigmoid(x) has slope 0 or 1 at %d', (x) => {
    expectWithin(1e-12, at('x * sigmoid(x)', { x }), x < 0 ? 0 : 1);
  });

  test('the slope of expm1(-40) keeps the digits of exp(-40)', () => {
    expect(at('expm1(x)', { x: -40 })).toBe(Math.exp(-40));
  });

  test.each([
    ['sigmoid(x)', 0, 0],
    ['tanh(x)', 0, 0],
    ['softplus(x)', 0, 1],
    ['expm1(x)', 0, Infinity],
  ])('the slope of %s is %d at -Infinity and %d at Infinity', (formula, low, high) => {
    expect([-Infinity, Infinity].map((x) => at(formula, { x }) + 0)).toEqual([low, high]);
  });

  test.each(['x * sigmoid(x)', 'x * tanh(softplus(x))', 'softplus(x)', 'log1p(exp(-abs(x)))'])(
    'the first and second derivatives of %s are finite up to 1e5',
    (formula) => {
      const first = derivative(parse(formula), 'x');
      for (const x of [-1e5, -800, -300, -104, -100, -89, 0, 89, 100, 300, 800, 1e5]) {
        expect(Number.isFinite(evaluate(first, { x }))).toBe(true);
        expect(Number.isFinite(evaluate(derivative(first, 'x'), { x }))).toBe(true);
      }
    },
  );

  test('a branch that is NaN or infinite does not affect the slope of the other', () => {
    expect(at('x <= 0 ? x : sqrt(x)', { x: -4 })).toBe(1);
    expect(at('x <= 0 ? expm1(x) : x', { x: 1e5 })).toBe(1);
  });
});

describe('the gradient with an upstream gradient', () => {
  const upstream = (formula: string, x: number, dy: number) =>
    evaluate(gradient(parse(formula), 'x', 'dy'), { x, dy });

  test('is the upstream gradient times the slope', () => {
    expect(upstream('x ** 2', 3, 10)).toBe(60);
    expect(upstream('x < 0 ? -x : x ** 2', -3, 10)).toBe(-10);
  });

  test.each([
    ['x <= 0 ? 0 : x', -1],
    ['x <= 0 ? 0 : x', 0],
    ['-(x <= 0 ? 0 : x)', -1],
    ['x <= 0 ? 0 : x <= 1 ? x : 1', 2],
    ['min(max(x, 0), 6)', -1],
    ['min(max(x, 0), 6)', 7],
    ['max(0, min(1, 0.2 * x + 0.5))', 9],
  ])('of %s is exactly 0 at %d, even where the upstream gradient is infinite', (formula, x) => {
    for (const dy of [Infinity, -Infinity, Number.NaN, 1]) {
      expect(upstream(formula, x, dy) + 0).toBe(0);
    }
  });

  test('is multiplied inside the branches', () => {
    const dx = gradient(parse('x <= 0 ? alpha * x : min(x, top)'), 'x', 'dy');
    expect(dx).toBe(parse('x <= 0 ? dy * alpha : x <= top ? dy : 0'));
  });

  test('is infinite in the selected branch if the upstream gradient is', () => {
    expect(upstream('x <= 0 ? 0 : x', 1, -Infinity)).toBe(-Infinity);
  });

  test.each([['2 * max(x, 0)'], ['alpha * (x <= 0 ? 0 : x)'], ['(x <= 0 ? 0 : x) / 6']])(
    'of %s is exactly 0 at -1 if the upstream gradient is infinite',
    (formula) => {
      const dx = gradient(parse(formula), 'x', 'dy');
      expect(evaluate(dx, { x: -1, dy: Infinity, alpha: 2 })).toBe(0);
    },
  );
});

describe('the gradient in terms of the result', () => {
  const form = (formula: string) => gradientFromResult(parse(formula), 'x', 'dy', 'y');

  test.each([
    ['tanh(x)', 'dy * ((1 - y) * (1 + y))'],
    ['sigmoid(x)', 'dy * (y * (1 - y))'],
    ['exp(x)', 'dy * y'],
    ['sqrt(x)', 'dy * (0.5 / y)'],
    ['x <= 0 ? expm1(x) : x', 'y <= 0 ? dy * (y + 1) : dy'],
    ['x <= 0 ? 0.5 * expm1(x) : 3 * x', 'y <= 0 ? dy * (y + 0.5) : dy * 3'],
    ['x <= 0 ? 0.25 * x : x', 'y <= 0 ? dy * 0.25 : dy'],
  ])('of %s is %s', (formula, expected) => {
    expect(form(formula)).toBe(parse(expected));
  });

  test.each([
    ['tanh(x)'],
    ['sigmoid(x)'],
    ['x <= 0 ? expm1(x) : x'],
    ['x <= 0 ? 0.5 * expm1(x) : 2 * x'],
  ])('of %s is within 1e-15 of the gradient', (formula) => {
    for (const x of [-30, -3, -0.5, 0, 0.5, 3, 30]) {
      const y = evaluate(parse(formula), { x });
      const received = evaluate(form(formula) as Expression, { y, dy: 1.75 });
      const expected = evaluate(gradient(parse(formula), 'x', 'dy'), { x, dy: 1.75 });
      expect(Math.abs(received - expected)).toBeLessThan(1e-15);
    }
  });

  test.each([
    ['x * x', 'two inputs have the same result'],
    ['abs(x)', 'two inputs have the same result'],
    ['x <= 0 ? alpha * x : x', 'alpha may be negative'],
    ['x <= 0 ? -2 * x : x', 'the result does not tell the sign of x'],
    ['x <= 1 ? expm1(x) : x', 'the sign of the result does not select the branch'],
    ['x * sigmoid(x)', 'the result does not contain sigmoid'],
    ['x <= 0 ? 1.5 * expm1(x) : x', 'the result is less exact than the slope'],
  ])('does not exist for %s: %s', (formula) => {
    expect(form(formula)).toBeUndefined();
  });
});
