import { evaluate, evaluator } from '../../src/formula/evaluate.js';
import { parse } from '../../src/formula/parse.js';
import { functionWords, words } from '../../src/formula/words.js';

const at = (formula: string, x: number) => evaluate(parse(formula), { x });

test.each([
  ['exp(x)', -Infinity, 0],
  ['expm1(x)', -Infinity, -1],
  ['log(x)', 0, -Infinity],
  ['log1p(x)', -1, -Infinity],
  ['sigmoid(x)', -800, 0],
  ['sigmoid(x)', 800, 1],
  ['sigmoid(x)', 0, 0.5],
  ['tanh(x)', Infinity, 1],
  ['softplus(x)', 0, Math.LN2],
  ['softplus(x)', 800, 800],
  ['softplus(x)', -Infinity, 0],
  ['softplus(x)', Infinity, Infinity],
  ['sign(x)', -3, -1],
  ['abs(x)', -Infinity, Infinity],
])('%s at %d is %d', (formula, x, expected) => {
  expect(at(formula, x)).toBe(expected);
});

test('softplus(-700) is e⁻⁷⁰⁰ to the last digits', () => {
  expect(at('softplus(x)', -700) / Math.exp(-700)).toBeCloseTo(1, 14);
});

test.each(functionWords)('%s of NaN is NaN', (word) => {
  const args = Array.from({ length: words[word].length }, (_, i) => (i === 0 ? 'x' : '1'));
  expect(at(`${word}(${args.join()})`, Number.NaN)).toBeNaN();
  expect(at(`${word}(${args.reverse().join()})`, Number.NaN)).toBeNaN();
});

test('the branch that is not taken never reaches the result', () => {
  expect(at('x < 0 ? log(x) : 2', 1)).toBe(2);
  expect(at('x < 0 ? 1 / 0 : 2', 1)).toBe(2);
});

test('a variable without a value is an error that names it and those there are', () => {
  expect(() => evaluate(parse('x + beta'), { x: 1, alpha: 2 })).toThrow(
    'The formula reads a variable that has no value. Expected one of: x, alpha. Received: beta',
  );
});

test('evaluators may be called in turn', () => {
  const sum = evaluator(parse('x + 2 * y'), ['x', 'y']);
  const other = evaluator(parse('x * y'), ['y', 'x']);
  expect([sum(1, 10), other(3, 4), sum(2, 20), other(5, 6)]).toEqual([21, 12, 42, 30]);
});

test('a formula that is a constant or a variable', () => {
  expect(at('7', 1)).toBe(7);
  expect(at('x', 5)).toBe(5);
});
