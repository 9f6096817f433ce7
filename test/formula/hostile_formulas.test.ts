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

// A formula is short, and may still mean much: a function that it calls is written out.

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

/** What all targets have; the rest is rewritten. */
const hasLittle = (op: string) => !/sigmoid|softplus|tanh|sign|log1p|\*\*/.test(op);

/** Functions of which the language has none of its own. */
const NAMES = ['mish', 'silu', 'selu', 'leakyRelu', 'softsign', 'relu6', 'hardTanh', 'logSigmoid'];

const TARGET = { sharedMemory: false, fusedMultiplyAdd: false };

describe('fifty calls of a function, one in the other, and their gradients stay below 20,000 nodes:', () => {
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

test('a product of products, each text of the one before twice, is one node more each time', () => {
  let text = 'x + 1';
  let times = 0;
  for (; text.length < 900; times++) text = `(${text})*(${text})`;
  expect(sizeOf(parse(text))).toBe(3 + times);
});

test('the gradient of nested conditionals takes no longer than its size', () => {
  expect(
    seconds(() => DerivedFormula.of(parse(calls('softShrink', 21))).gradient('x')),
  ).toBeLessThan(0.5);
});

test.each(['tanh', 'sin', 'exp'])(
  '%s of itself is read 120 times, and refused 121 times, and the compiler needs no stack for it',
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

test('what is nested too deeply to be compiled is refused when it is read', () => {
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
