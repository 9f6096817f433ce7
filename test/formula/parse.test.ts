import jsep from 'jsep';
import { evaluate } from '../../src/formula/evaluate.js';
import { FormulaError, parse } from '../../src/formula/parse.js';

const POINTS = [-3, -1, -0.5, 0, 0.25, 1, 2.5];

test.each<[string, (x: number) => number]>([
  ['x - 2 - 1', (x) => x - 2 - 1],
  ['x - (2 - 1)', (x) => x - (2 - 1)],
  ['x / 2 * 3', (x) => (x / 2) * 3],
  ['x + 2 * x', (x) => x + 2 * x],
  ['-x * x', (x) => -x * x],
  ['-(x ** 2)', (x) => -(x ** 2)],
  ['(-x) ** 2 ', (x) => x ** 2],
  ['2 * x ** 3', (x) => 2 * x ** 3],
  ['x ** -2 + 1', (x) => x ** -2 + 1],
  ['(x * x + 1) ** 0.5', (x) => Math.sqrt(x * x + 1)],
  ['x ** (1 + 1)', (x) => x ** 2],
  ['--x', (x) => x],
  ['.5*x+1e-3-2E2', (x) => 0.5 * x + 1e-3 - 2e2],
  ['pi * x + e', (x) => Math.PI * x + Math.E],
  ['x<0?1:x<1?2:3', (x) => (x < 0 ? 1 : x < 1 ? 2 : 3)],
  ['x < 0 ? x < -1 ? 1 : 2 : 3', (x) => (x < 0 ? (x < -1 ? 1 : 2) : 3)],
  ['(x < 0 ? 1 : 2) * x', (x) => (x < 0 ? 1 : 2) * x],
  ['x <= 0 ? 1 : 2', (x) => (x <= 0 ? 1 : 2)],
  ['x > 0 ? 1 : 2', (x) => (x > 0 ? 1 : 2)],
  ['x >= 0 ? 1 : 2', (x) => (x >= 0 ? 1 : 2)],
  ['max(x, min(1, -x))', (x) => Math.max(x, Math.min(1, -x))],
  ['exp(tanh(x) + 1)', (x) => Math.exp(Math.tanh(x) + 1)],
  ['\n x \t+ 1 ', (x) => x + 1],
])('%s', (formula, meaning) => {
  for (const x of POINTS) expect(evaluate(parse(formula), { x })).toBe(meaning(x));
});

test('a comparison with NaN is false, whichever way it is written', () => {
  for (const comparison of ['x < 0', 'x <= 0', 'x > 0', 'x >= 0', '0 < x', '0 >= x']) {
    expect(evaluate(parse(`${comparison} ? 1 : 2`), { x: Number.NaN })).toBe(2);
  }
});

test('a formula that is read again is the same object', () => {
  expect(parse('x > 0 ? x : alpha * x')).toBe(parse('0 < x ? x : alpha * x'));
});

test.each([
  ['', 0, 'The formula is empty'],
  ['x + ', 4, 'Expected expression after +'],
  ['(x', 2, 'Unclosed ('],
  ['x 2', 2, 'Expected an operator before this'],
  ['x + foo(x)', 4, "Unknown function 'foo'. Expected one of: abs, min, max"],
  ['x + exp', 4, "'exp' is a function. Expected: exp(…)"],
  ['1 + exp(x, 2)', 4, 'exp takes 1 argument(s). Received: 2'],
  ['min(x)', 0, 'min takes 2 argument(s). Received: 1'],
  ['x + y.z', 4, 'Unexpected MemberExpression'],
  ['x + this', 4, 'Unexpected ThisExpression'],
  ['2 * [x]', 4, 'Unexpected ArrayExpression'],
  ['x + "a"', 4, 'Expected a finite number. Received: "a"'],
  ['x + true', 4, 'Expected a finite number. Received: true'],
  ['x * 1e999', 4, 'Expected a finite number. Received: 1e999'],
  ['1 + (x == 2)', 4, "Unknown operator '=='"],
  ['1 + (x && y)', 4, "Unknown operator '&&'"],
  ['x % 2', 0, "Unknown operator '%'"],
  ['1 + !x', 4, "Unexpected '!'"],
  ['1 + +x', 4, "Unexpected '+'"],
  ['1 + (x < 2)', 4, "A comparison stands only before '?': a < b ? t : f"],
  ['x ? 1 : 2', 0, "Expected a comparison before '?'"],
  ['x < 1 ? 2', 9, 'Expected :'],
  ['x = 1', 2, 'Unexpected "="'],
  ['1 + -x ** 2', 4, 'Expected (-a) ** n or -(a ** n)'],
  ['2 * x ** y', 9, 'An exponent is a constant multiple of 1/2, from -64 to 64'],
  ['x ** 0.3', 5, 'Other powers are written exp(n * log(x))'],
  ['x ** 65', 5, 'from -64 to 64'],
  ['x + __proto__', 4, 'A name is made of letters, digits and _'],
  ['x + ñ', 4, 'Received: ñ'],
  ['constructor(x)', 0, "Unknown function 'constructor'"],
  ['x.constructor("return 1")()', 0, "Unknown function ''"],
  ['x + @', 4, 'Expected expression after +'],
])('%j is refused at character %d', (formula, position, problem) => {
  let error: unknown;
  try {
    parse(formula);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(FormulaError);
  expect((error as FormulaError).message).toContain(problem);
  expect((error as FormulaError).position).toBe(position);
});

test('the message shows the formula and marks the place', () => {
  expect(() => parse('x + foo(x)')).toThrow(/\n {2}x \+ foo\(x\)\n {6}\^$/);
});

test('names of object properties are ordinary names', () => {
  expect(evaluate(parse('toString + valueOf'), { toString: 1, valueOf: 2 } as never)).toBe(3);
});

test('a text of more than 2000 characters is refused, and one of 900 parentheses is read', () => {
  expect(() => parse('x+'.repeat(1000).concat('x'))).toThrow('at most 2000 characters');
  expect(evaluate(parse(`${'('.repeat(900)}x${')'.repeat(900)}`), { x: 7 })).toBe(7);
});

test('what is no text is refused', () => {
  expect(() => parse(7 as unknown as string)).toThrow('A formula must be a string. Received: 7');
});

test('jsep stays as it was for others who use it', () => {
  expect(() => parse('-x ** 2')).toThrow(FormulaError);
  expect(jsep('-x ** 2').type).toBe('BinaryExpression');
});
