import { toText } from '../../scripts/mathematics/print.js';
import { derivative, gradient } from '../../src/formula/derive.js';
import {
  apply,
  constant,
  type Expression,
  neg,
  sub,
  variable,
} from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';

const FORMULAS = [
  'x <= 0 ? alpha * x : x',
  'x <= 0 ? alpha * expm1(x) : x',
  'x <= theta ? 0 : x',
  'x <= threshold ? slope * (x - threshold) : min(x, maxValue)',
  'x * sigmoid(x)',
  'x * tanh(softplus(x))',
  '0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))',
  'max(0, min(1, 0.2 * x + 0.5))',
  'x / (1 + abs(x))',
  'log1p(exp(-x))',
  '-(x + y) * -z',
  '-(x * y) / -(x / y)',
  'x - (y - (z - 1))',
  'x / (y / (z / 3))',
  'x * (y * z)',
  'x + (y + z)',
  '(-x) ** 3 + -(x ** 3)',
  '(x ** 2) ** 3 ** 2',
  '(x + 1) ** -0.5',
  'x ** -7 - x ** 1.5',
  'x - -3 * y + -(-2)',
  '1e-7 * x + 1e21 - 0.30000000000000004 * y - 5e-324',
  '(x < 1 ? x : y) + (x < y ? 1 : 2) * 3',
  '-(x < 1 ? x : y)',
  '(x < y ? x : y) ** 2',
  'x < y ? x > 1 ? 1 : 2 : y >= 2 ? 3 : 4',
  '(x < 1 ? 2 : y) < (y <= 3 ? x : 1) ? 5 : 6',
  'abs(x - y) * sign(x) - sqrt(x) / log(x)',
  'sigmoid(x) * max(x, -1e-30) / 1e300',
];

describe('a formula that is printed and parsed is the same object', () => {
  test.each(FORMULAS)('%s', (formula) => {
    const expression = parse(formula);
    expect(parse(toText(expression))).toBe(expression);
  });

  test.each(FORMULAS)(
    'the same holds for the first and second derivatives and the gradient of %s',
    (formula) => {
      const first = derivative(parse(formula), 'x');
      const second = derivative(first, 'x');
      const dx = gradient(parse(formula), 'x', 'dy');
      for (const derived of [first, second, dx]) expect(parse(toText(derived))).toBe(derived);
    },
  );
});

describe('only necessary parentheses are printed', () => {
  test.each([
    ['((a + b)) + c', 'a + b + c'],
    ['a + (b + c)', 'a + (b + c)'],
    ['(a * b) + (c / d)', 'a * b + c / d'],
    ['(a + b) * (c - d)', '(a + b) * (c - d)'],
    ['a / (b * c)', 'a / (b * c)'],
    ['((a / b)) * c', 'a / b * c'],
    ['(-a) * (-b)', '-a * -b'],
    ['-(a * b)', '-(a * b)'],
    ['a - (-b)', 'a - -b'],
    ['a * (b ** 2)', 'a * b ** 2'],
    ['(a * b) ** (2)', '(a * b) ** 2'],
    ['(-a) ** 2', '(-a) ** 2'],
    ['-(a ** 2)', '-(a ** 2)'],
    ['(a ** 2) ** 3', '(a ** 2) ** 3'],
    ['a ** (-0.5)', 'a ** -0.5'],
    ['tanh((a + b))', 'tanh(a + b)'],
    ['max((a), (b < c ? 1 : 2))', 'max(a, b < c ? 1 : 2)'],
    ['(a + 1) < (b) ? (c) : (d < 1 ? a : b)', 'a + 1 < b ? c : d < 1 ? a : b'],
    ['a < b ? (c < d ? 1 : 2) : 3', 'a < b ? (c < d ? 1 : 2) : 3'],
    ['a > b ? c : d', 'b < a ? c : d'],
    ['a >= b ? c : d', 'b <= a ? c : d'],
    ['(a < b ? 1 : 2) * c', '(a < b ? 1 : 2) * c'],
  ])('%s is printed as %s', (formula, text) => {
    expect(toText(parse(formula))).toBe(text);
  });
});

test('expressions from the builder functions can be printed', () => {
  const x = variable('x');
  expect(toText(sub(constant(-2), neg(x)))).toBe('-2 - -x');
});

test.each<[string, Expression]>([
  ['NaN', parse('x + 0 / 0')],
  ['Infinity', apply('<=', [variable('x'), constant(Infinity), variable('x'), constant(0)])],
  ['-Infinity', parse('x * (1 / (2 - 2) * -1)')],
])('%s, which has no name in the language, is printed and parsed', (_, expression) => {
  expect(parse(toText(expression))).toBe(expression);
});
