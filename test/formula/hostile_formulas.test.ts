import { defineFunctions } from '../../src/catalogue/functions.js';
import { compileElementwise } from '../../src/compilers/webassembly/elementwise.js';
import { gradient } from '../../src/formula/derive.js';
import { DerivedFormula } from '../../src/formula/derived_formula.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { type Expression, traverse } from '../../src/formula/expression.js';
import { lower } from '../../src/formula/lower.js';
import { FormulaError, parse } from '../../src/formula/parse.js';
import { functionWords } from '../../src/formula/words.js';
import { calls } from '../support/hostile.js';

// A short formula may be large: the formula of a function that it calls is inserted.

beforeAll(defineFunctions);

function sizeOf(expression: Expression): number {
  let size = 0;
  traverse<void>(expression, () => {
    size++;
  });
  return size;
}

function seconds(run: () => unknown): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

/** The words that all targets have; the others are rewritten. */
const hasLittle = (op: string) => !/sigmoid|softplus|tanh|sign|log1p|\*\*/.test(op);

/** Functions that are not words of the language. */
const NAMES = ['mish', 'silu', 'selu', 'leakyRelu', 'softsign', 'relu6', 'hardTanh', 'logSigmoid'];

const TARGET = { sharedMemory: false, fusedMultiplyAdd: false };

describe('fifty nested calls of a function and their gradients stay below 20,000 nodes:', () => {
  test.each([...NAMES, ...functionWords.filter((word) => !/^(min|max)$/.test(word))])(
    '%s',
    (name) => {
      const taken = seconds(() => {
        const expression = parse(calls(name, 50));
        expect(sizeOf(lower(expression, hasLittle))).toBeLessThan(20000);
        expect(sizeOf(gradient(expression, 'x', 'dy'))).toBeLessThan(20000);
        expect(evaluate(expression, { x: 0.5 })).not.toBeUndefined();
      });
      expect(taken).toBeLessThan(2);
    },
  );
});

test('a product that repeats the text of the previous product needs only one more node each time', () => {
  let text = 'x + 1';
  let times = 0;
  for (; text.length < 900; times++) text = `(${text})*(${text})`;
  expect(sizeOf(parse(text))).toBe(3 + times);
});

test('the gradient of nested conditionals is computed in less than 0.5 s', () => {
  expect(
    seconds(() => DerivedFormula.of(parse(calls('softShrink', 21))).gradient('x')),
  ).toBeLessThan(0.5);
});

test.each(['tanh', 'sin', 'exp'])(
  '%s nested 120 times is accepted and compiled without deep recursion, and nested 121 times is refused',
  (word) => {
    const expression = parse(calls(word, 120));
    const compiled = compileElementwise(
      gradient(expression, 'x', 'dy'),
      ['x', 'dy'],
      [false, false],
      [],
      TARGET,
      0,
    );
    expect(WebAssembly.validate(compiled)).toBe(true);
    expect(() => parse(calls(word, 121))).toThrow('The formula is nested too deeply');
  },
);

test('a formula that is nested too deeply to be compiled is refused by the parser', () => {
  for (const name of ['tanh', 'selu', 'elu']) {
    const text = calls(name, Math.floor(1999 / (name.length + 2)));
    let expression: Expression;
    try {
      expression = parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(FormulaError);
      continue;
    }
    expect(() => compileElementwise(expression, ['x'], [false], [], TARGET)).not.toThrow();
  }
});
