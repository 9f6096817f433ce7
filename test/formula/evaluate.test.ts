import { evaluate, evaluator } from '../../src/formula/evaluate.js';
import { parse } from '../../src/formula/parse.js';
import { constants, functionWords, words } from '../../src/formula/words.js';

const nan = Number.NaN;
const unary = functionWords.filter((word) => words[word].length === 1);
const f = (formula: string, x: number) => evaluate(parse(formula), { x });

describe('words', () => {
  test('are those listed here', () => {
    expect(functionWords.join(' ')).toBe(
      'abs min max sign sqrt exp expm1 log log1p sigmoid tanh sin cos erf erfc softplus',
    );
    expect(constants).toEqual({ pi: Math.PI, e: Math.E });
  });

  test.each([...unary.map((word) => `${word}(x)`), '-x', 'x ** 2', 'x ** -0.5'])(
    '%s returns NaN for NaN',
    (formula) => {
      expect(f(formula, nan)).toBeNaN();
    },
  );

  test.each([
    ['abs(x)', Infinity, Infinity],
    ['sign(x)', -1, 1],
    ['sqrt(x)', nan, Infinity],
    ['exp(x)', 0, Infinity],
    ['expm1(x)', -1, Infinity],
    ['log(x)', nan, Infinity],
    ['log1p(x)', nan, Infinity],
    ['sigmoid(x)', 0, 1],
    ['tanh(x)', -1, 1],
    ['softplus(x)', 0, Infinity],
    ['erf(x)', -1, 1],
    ['erfc(x)', 2, 0],
    ['-x', Infinity, -Infinity],
    ['x ** 2', Infinity, Infinity],
    ['x ** 3', -Infinity, Infinity],
    ['1 / x + 0', 0, 0],
  ])('%s is %d at -Infinity and %d at Infinity', (formula, low, high) => {
    expect([f(formula, -Infinity) + 0, f(formula, Infinity) + 0]).toEqual([low, high]);
  });

  test.each([
    ['abs(x)', -2.5, 2.5],
    ['sign(x)', -2.5, -1],
    ['sign(x)', 0, 0],
    ['sqrt(x)', 6.25, 2.5],
    ['exp(x)', 1, Math.E],
    ['expm1(x)', 1e-20, 1e-20],
    ['log(x)', Math.E, 1],
    ['log(x)', 0, -Infinity],
    ['log1p(x)', 1e-20, 1e-20],
    ['log1p(x)', -1, -Infinity],
    ['sigmoid(x)', 0, 0.5],
    ['sigmoid(x)', 800, 1],
    ['sigmoid(x)', -800, 0],
    ['tanh(x)', Math.log(3) / 2, 0.5],
    ['tanh(x)', -800, -1],
    ['sin(x)', Math.PI / 6, 0.5],
    ['cos(x)', Math.PI / 3, 0.5],
    ['erf(x)', 0.5, 0.5204998778130465],
    ['erf(x)', -3, -0.9999779095030014],
    ['erfc(x)', 0.5, 0.4795001221869535],
    ['erfc(x)', 2, 0.004677734981047266],
    ['erfc(x)', 5, 1.5374597944280349e-12],
    ['erfc(x)', -1, 1.8427007929497148],
    ['softplus(x)', 0, Math.LN2],
    ['softplus(x)', 800, 800],
    ['x ** -2', 4, 0.0625],
    ['x ** 1.5', 4, 8],
  ])('%s at %d is %d, within 1e-15', (formula, x, expected) => {
    const received = f(formula, x);
    const error = received === expected ? 0 : Math.abs(received / expected - 1);
    expect(error).toBeLessThanOrEqual(1e-15);
  });

  test('sigmoid and softplus equal exp(x) for very negative x, within 1e-12', () => {
    for (const x of [-40, -300, -700]) {
      expect(Math.abs(f('sigmoid(x)', x) / Math.exp(x) - 1)).toBeLessThan(1e-12);
      expect(Math.abs(f('softplus(x)', x) / Math.exp(x) - 1)).toBeLessThan(1e-12);
    }
    expect(f('softplus(x)', -800)).toBeLessThan(1e-300);
    expect(f('softplus(x)', -800)).toBeGreaterThanOrEqual(0);
  });

  test('min and max are NaN if either argument is NaN, also beside an infinity', () => {
    for (const word of ['min', 'max']) {
      const formula = parse(`${word}(x, y)`);
      for (const other of [1, Infinity, -Infinity]) {
        expect(evaluate(formula, { x: nan, y: other })).toBeNaN();
        expect(evaluate(formula, { x: other, y: nan })).toBeNaN();
      }
    }
  });
});

describe('conditionals', () => {
  test.each([
    ['x <= 0 ? 0 : sqrt(-1 - x * x)', -1, 0],
    ['x <= 0 ? log(x) : 2', 1, 2],
    ['x <= 0 ? x : 1 / (x - x)', -3, -3],
    ['x <= 0 ? expm1(x) : x', 1e5, 1e5],
  ])('the branch of %s that is not selected at %d does not affect the result', (formula, x, y) => {
    expect(f(formula, x)).toBe(y);
  });

  test('NaN fails both tests and selects the last branch', () => {
    expect(f('x < 0 ? 1 : x > 0 ? 2 : 3', nan)).toBe(3);
    expect(f('x <= 0 ? 0 : x', nan)).toBeNaN();
  });
});

describe('variables', () => {
  test('a variable without a value is an error that gives its name and those of the values', () => {
    const formula = parse('x * alpha + beta');
    expect(() => evaluate(formula, { x: 1, alpha: 2 })).toThrow(
      'The formula uses a variable that has no value. Expected one of: x, alpha. Received: beta',
    );
    expect(() => evaluator(formula, ['x', 'beta'])).toThrow('Received: alpha');
  });

  test('an inherited property is not a value', () => {
    expect(() => evaluate(parse('toString'), { x: 1 })).toThrow('Received: toString');
  });

  test('values that the formula does not use are ignored', () => {
    expect(evaluate(parse('x - 1'), { a: 7, x: 3, b: 9 })).toBe(2);
    expect(evaluate(parse('5'), {})).toBe(5);
  });

  test('an evaluator takes its values in the order of the names', () => {
    expect(evaluator(parse('x - y'), ['y', 'x'])(1, 10)).toBe(9);
  });
});

test('evaluators can be called repeatedly and alternately without affecting each other', () => {
  const first = evaluator(parse('x * y + tanh(x) + 3'), ['x', 'y']);
  const second = evaluator(parse('x * y + tanh(x) - 5'), ['y', 'x']);
  for (const [x, y] of [
    [2, 3],
    [-1, nan],
    [0, 4],
    [2, 3],
  ]) {
    expect(first(x, y)).toBe(x * y + Math.tanh(x) + 3);
    expect(second(x, y)).toBe(y * x + Math.tanh(y) - 5);
  }
});
