import fc from 'fast-check';
import { softmaxFamily } from '../../../src/catalogue/softmax_family.js';
import { CompiledKernels, type Run } from '../../../src/compilers/webassembly/compiled_kernels.js';
import { DerivedFormula } from '../../../src/formula/derived_formula.js';
import { parse } from '../../../src/formula/parse.js';
import { type SliceText, sliceFormulas } from '../../../src/formula/slice_formulas.js';
import { formulas, fuzz } from '../../support/arbitrary.js';
import { random } from '../../support/values.js';

// A signalling NaN, which no arithmetic produces: if it is read by mistake, the result is NaN; if it is gone,
// something was written there.
const GUARD = 0x7fa5a5a5;
const PAGE_FLOATS = 65536 / 4;
const FLOATS = 4 * PAGE_FLOATS;

let kernels: CompiledKernels;
let bits: Uint32Array;
let floats: Float32Array;

beforeAll(() => {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
  kernels = new CompiledKernels(memory);
  bits = new Uint32Array(memory.buffer);
  floats = new Float32Array(memory.buffer);
});

/** The addresses of arrays in the memory, with gaps that leave vectors unaligned. */
function layout(sizes: readonly number[], gaps: readonly number[]): number[] {
  let end = 0;
  return sizes.map((size, i) => {
    const start = end + gaps[i];
    end = start + size;
    return start;
  });
}

/** The result of a kernel, after a check that it has written nothing else. */
function expectInPlace(
  inputs: readonly (readonly number[])[],
  size: number,
  gaps: readonly number[],
  run: (...pointers: number[]) => void,
): Float32Array {
  const [output, ...starts] = layout([size, ...inputs.map(({ length }) => length)], gaps);
  bits.fill(GUARD);
  inputs.forEach((values, i) => {
    floats.set(values, starts[i]);
  });
  const before = bits.slice();
  run(...[output, ...starts].map((start) => start * 4));
  const result = floats.slice(output, output + size);
  bits.fill(GUARD, output, output + size);
  before.fill(GUARD, output, output + size);
  let wrong = -1;
  for (let i = 0; i < FLOATS && wrong < 0; i++) if (bits[i] !== before[i]) wrong = i - output;
  expect({ writtenAt: wrong }).toEqual({ writtenAt: -1 });
  return result;
}

const gaps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 });

/** The same numbers, computed one at a time, so that no vector crosses an end. */
const oneByOne = (formula: DerivedFormula, names: string[], repeats: boolean[]) => {
  const run = kernels.elementwise(formula, names, repeats) as Run;
  return (...values: number[]): number => {
    floats.set(values, 100);
    run(1, 1, 0, ...values.map((_, i) => (100 + i) * 4));
    return floats[0];
  };
};

describe('a kernel writes every bit of its output and nothing around it, and reads only its inputs:', () => {
  fuzz(
    'a random formula of one or two arrays of 0 to 70 elements, one of which may be a row that repeats',
    [
      formulas({ variables: ['x', 'a'], depth: 2 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 70 }),
      fc.boolean(),
      gaps,
    ],
    (text, rows, length, isRow, gaps) => {
      const formula = DerivedFormula.of(parse(text));
      const names = [...formula.variables];
      const repeats = names.map((name) => name === 'a' && isRow);
      const sizes = repeats.map((repeat) => (repeat ? length : rows * length));
      const inputs = sizes.map((size, i) => random(size, 4, i + 1));
      const run = kernels.elementwise(formula, names, repeats) as Run;
      const result = expectInPlace(inputs, rows * length, gaps, (...pointers) =>
        run(rows, length, ...pointers),
      );
      const single = oneByOne(formula, names, repeats);
      result.forEach((value, i) => {
        const values = inputs.map((input, k) => input[repeats[k] ? i % length : i]);
        const expected = single(...values);
        expect(Object.is(value, expected)).toBe(true);
      });
    },
    [200, 0],
  );

  const names = Object.keys(softmaxFamily) as (keyof typeof softmaxFamily)[];

  fuzz(
    'slices of all shapes, and their gradients',
    [
      fc.constantFrom(...names),
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 70 }),
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
      gaps,
    ],
    (name, isGradient, outer, length, inner, gaps) => {
      const { value, gradient } = softmaxFamily[name];
      const text = isGradient ? gradient : value;
      fc.pre(text !== undefined);
      const size = outer * length * inner;
      const tensors = isGradient ? ['y', 'dy'] : ['x'];
      const inputs = tensors.map((_, i) => random(size, 4, i + 1));
      const formulas = sliceFormulas(text as SliceText, tensors);
      const run = kernels.slices(formulas, length, inner) as Run;
      const result = expectInPlace(inputs, size, gaps, (...pointers) => run(outer, ...pointers));
      expect(result.every((value) => !Number.isNaN(value))).toBe(true);
    },
    [200, 0],
  );
});
