import { derivative, gradient } from '../../src/formula/derive.js';
import { parse } from '../../src/formula/parse.js';
import { toText } from '../../src/formula/print.js';

test.each([
  ['x<=0?alpha*x:x', 'x <= 0 ? alpha * x : x'],
  ['x > 0 ? x : 0', '0 < x ? x : 0'],
  ['(a + b) * (c - d)', '(a + b) * (c - d)'],
  ['(a * b) + (c / d)', 'a * b + c / d'],
  ['a - (b - c)', 'a - (b - c)'],
  ['(a - b) - c', 'a - b - c'],
  ['a / (b * c)', 'a / (b * c)'],
  ['-(a + b)', '-(a + b)'],
  ['(-a) * b', '-a * b'],
  ['-(a * b)', '-(a * b)'],
  ['(-a) ** 2', '(-a) ** 2'],
  ['-(a ** 2)', '-(a ** 2)'],
  ['(a ** 2) ** 0.5', '(a ** 2) ** 0.5'],
  ['a ** -1', 'a ** -1'],
  ['a * -2', 'a * -2'],
  ['x < (a < b ? 1 : 2) ? (c < d ? 3 : 4) : (e < f ? 5 : 6)', undefined],
  ['min(a, max(b, c < d ? 1 : 2))', 'min(a, max(b, c < d ? 1 : 2))'],
])('%s is printed with as few parentheses as it needs', (formula, expected) => {
  const text = toText(parse(formula));
  if (expected !== undefined) expect(text).toBe(expected);
  expect(parse(text)).toBe(parse(formula));
});

test.each([
  'x <= threshold ? slope * (x - threshold) : min(x, top)',
  'x <= 0 ? alpha * expm1(x) : x',
  'x * tanh(softplus(x))',
  '0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x ** 3)))',
  'x / (1 + abs(x)) - x ** -0.5 + sqrt(log1p(x * x))',
  'sigmoid(x) * max(x, -1e-30) / 1e300',
])('%s and its first and second derivatives are printed and read as the same object', (formula) => {
  const first = gradient(parse(formula), 'x', 'dy');
  const second = derivative(first, 'x');
  for (const expression of [parse(formula), first, second]) {
    expect(parse(toText(expression))).toBe(expression);
  }
});
