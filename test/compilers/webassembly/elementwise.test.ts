import { runOf } from '../../../src/compilers/webassembly/compiled_kernels.js';
import { compileElementwise } from '../../../src/compilers/webassembly/elementwise.js';
import { hasFusedMultiplyAdd } from '../../../src/compilers/webassembly/target.js';
import { gradient } from '../../../src/formula/derive.js';
import { evaluate } from '../../../src/formula/evaluate.js';
import type { Expression } from '../../../src/formula/expression.js';
import { parse } from '../../../src/formula/parse.js';
import { words } from '../../../src/formula/words.js';
import { EXTREMES, random, ulpAt } from '../../support/values.js';

const target = { sharedMemory: false, fusedMultiplyAdd: hasFusedMultiplyAdd() };

/** Compiles a formula none of whose inputs repeats. */
function compile(formula: Expression, inputs: string[], scalars: string[] = [], shared = false) {
  const repeats = inputs.map(() => false);
  return compileElementwise(formula, inputs, repeats, scalars, { ...target, sharedMemory: shared });
}

/** Runs a formula of x in a memory of its own. */
function run(formula: Expression, x: number[]): Float32Array {
  const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil((x.length * 8) / 65536) });
  const compute = runOf(new WebAssembly.Module(compile(formula, ['x'])), memory);
  new Float32Array(memory.buffer).set(x);
  compute(1, x.length, x.length * 4, 0);
  return new Float32Array(memory.buffer, x.length * 4, x.length);
}

/** Numbers of all exponents and both signs, many of them where exponentials are neither 0 nor ∞. */
function everywhere(): number[] {
  const mantissas = random(20000, 0.5, 3).map((value) => 1.5 + value);
  const spread = mantissas.map((mantissa, i) => {
    const exponent = (i % 252) - 126;
    return Math.fround((i % 2 === 0 ? 1 : -1) * mantissa * 2 ** exponent);
  });
  return [...spread, ...random(40000, 105, 4), ...random(20000, 3, 5), ...EXTREMES];
}

/**
 * The largest error in units in the last place, against the float64 meaning of the word. Expected values without a
 * normal float32 count as 0 or ∞.
 */
function largestError(formula: string): { ulp: number; at: number } {
  const x = everywhere();
  const y = run(parse(formula), x);
  let [ulp, at] = [0, 0];
  x.forEach((value, i) => {
    const expected = evaluate(parse(formula), { x: value });
    const rounded = Math.fround(expected);
    if (Object.is(rounded, y[i]) || rounded === y[i]) return;
    if (Math.abs(expected) < 2 ** -125 && Math.abs(y[i]) < 2 ** -125) return;
    const error = Math.abs(y[i] - expected) / ulpAt(expected);
    if (!(error <= ulp)) [ulp, at] = [error, value];
  });
  return { ulp, at };
}

test.each([
  ['exp(x)', 1],
  ['expm1(x)', 2],
  ['log(abs(x))', 1],
  ['log1p(abs(x))', 2],
  ['log1p(x)', 2],
  ['tanh(x)', 3],
  ['sigmoid(x)', 3],
  ['softplus(x)', 3],
  ['tanh(softplus(x))', 4],
  ['sqrt(abs(x))', 0.5],
  ['abs(x)', 0],
  ['sign(x)', 0],
  ['min(x, 3)', 0],
  ['max(-2, x)', 0],
  ['x <= 0 ? 0.5 * expm1(x) : x', 3],
])('%s is within %d ulp of its meaning for all exponents', (formula, bound) => {
  const { ulp, at } = largestError(formula);
  expect({ within: ulp <= bound, ulp, at }).toMatchObject({ within: true });
});

test.each(Object.keys(words).filter((word) => words[word as keyof typeof words].length === 1))(
  'NaN as input gives NaN as output: %s',
  (word) => {
    const formula = word === 'neg' ? '-x' : `${word}(x)`;
    expect([...run(parse(formula), [Number.NaN])]).toEqual([Number.NaN]);
  },
);

test('log of 0, of a negative number and of infinity', () => {
  expect([...run(parse('log(x)'), [0, -1, Infinity, 1])]).toEqual([
    -Infinity,
    Number.NaN,
    Infinity,
    0,
  ]);
});

test('min and max return NaN if either operand is NaN', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  for (const formula of ['min(x, y)', 'max(x, y)', 'min(y, x)']) {
    const compute = runOf(new WebAssembly.Module(compile(parse(formula), ['x', 'y'])), memory);
    new Float32Array(memory.buffer).set([1, Number.NaN, Number.NaN, 1]);
    compute(1, 2, 64, 0, 8);
    expect([...new Float32Array(memory.buffer, 64, 2)]).toEqual([Number.NaN, Number.NaN]);
  }
});

test('for every length up to 70 and every alignment, the memory around the output is unchanged', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const compute = runOf(new WebAssembly.Module(compile(parse('x + 1'), ['x'])), memory);
  const floats = new Float32Array(memory.buffer);
  for (let length = 0; length <= 70; length++) {
    for (let shift = 0; shift < 4; shift++) {
      floats.fill(-7);
      const x = random(length, 4, length + 1);
      floats.set(x, 100);
      const start = 1000 + shift;
      compute(1, length, start * 4, 400);
      expect([...floats.subarray(start, start + length)]).toEqual(
        x.map((value) => Math.fround(value + 1)),
      );
      expect(floats.subarray(start - 8, start).every((value) => value === -7)).toBe(true);
      expect(floats.subarray(start + length, start + length + 8).every((v) => v === -7)).toBe(true);
    }
  }
});

test('an input may end where the memory ends, for any length up to 40 and for 1,000', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const compute = runOf(new WebAssembly.Module(compile(parse('x + 1'), ['x'])), memory);
  const floats = new Float32Array(memory.buffer);
  for (const length of [...Array(41).keys(), 1000]) {
    const x = random(length, 4, length + 1);
    const start = floats.length - length;
    floats.set(x, start);
    compute(1, length, 0, start * 4);
    expect([...floats.subarray(0, length)]).toEqual(x.map((value) => Math.fround(value + 1)));
  }
});

test('the output may be the input', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const compute = runOf(new WebAssembly.Module(compile(parse('x * x'), ['x'])), memory);
  const floats = new Float32Array(memory.buffer, 0, 9);
  floats.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  compute(1, 9, 0, 0);
  expect([...floats]).toEqual([1, 4, 9, 16, 25, 36, 49, 64, 81]);
});

test('inputs and scalar parameters are passed in the order of their names', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const formula = parse('a * x - b * y');
  const compute = runOf(new WebAssembly.Module(compile(formula, ['x', 'y'], ['b', 'a'])), memory);
  new Float32Array(memory.buffer).set([1, 2, 3, 4, 5, 10, 20, 30, 40, 50]);
  compute(1, 5, 64, 0, 20, 0.5, 100);
  expect([...new Float32Array(memory.buffer, 64, 5)]).toEqual([95, 190, 285, 380, 475]);
});

test('a repeated input is read again for each row', () => {
  for (const [rows, length] of [
    [1, 3],
    [5, 1],
    [3, 4],
    [4, 23],
    [2, 32],
  ]) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const formula = parse('k * x - a');
    const module = compileElementwise(formula, ['x', 'a'], [false, true], ['k'], target);
    const floats = new Float32Array(memory.buffer);
    const x = random(rows * length, 4, 1);
    const a = random(length, 4, 2);
    floats.set(x, 1000);
    floats.set(a, 2000);
    runOf(new WebAssembly.Module(module), memory)(rows, length, 0, 4000, 8000, 2);
    expect([...floats.subarray(0, x.length + 1)]).toEqual([
      ...x.map((value, i) => Math.fround(2 * value - a[i % length])),
      0,
    ]);
  }
});

test('the kernel runs in a memory that threads share', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const compute = runOf(new WebAssembly.Module(compile(parse('x / 2'), ['x'], [], true)), memory);
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3, 4, 5]);
  compute(1, 5, 64, 0);
  expect([...floats.subarray(16, 21)]).toEqual([0.5, 1, 1.5, 2, 2.5]);
});

test('a formula that is a constant fills the output', () => {
  expect([...run(parse('2 + 3'), [0, 0, 0, 0, 0])]).toEqual([5, 5, 5, 5, 5]);
});

test('the modules of the six layers, forward and backward, are below 4 KB', () => {
  // Browsers that limit synchronous compilation on the main thread started with this limit.
  for (const formula of [
    'x <= 0 ? alpha * x : x',
    'x <= 0 ? alpha * expm1(x) : x',
    'x <= theta ? 0 : x',
    'x <= threshold ? negativeSlope * (x - threshold) : min(x, maxValue)',
  ]) {
    const expression = parse(formula);
    const scalars = ['alpha', 'theta', 'threshold', 'negativeSlope', 'maxValue'];
    const used = scalars.filter((name) => formula.includes(name));
    const backward = gradient(expression, 'x', 'dy1');
    expect(compile(expression, ['x'], used).length).toBeLessThan(4096);
    expect(compile(backward, ['x', 'dy1'], used).length).toBeLessThan(4096);
  }
});
