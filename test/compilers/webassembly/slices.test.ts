import { softmaxFamily } from '../../../src/catalogue/softmax_family.js';
import { runOf } from '../../../src/compilers/webassembly/compiled_kernels.js';
import { compileAcross } from '../../../src/compilers/webassembly/slices_across.js';
import { compileAlong } from '../../../src/compilers/webassembly/slices_along.js';
import { hasFusedMultiplyAdd } from '../../../src/compilers/webassembly/target.js';
import { type SliceText, sliceFormulas } from '../../../src/formula/slice_formulas.js';
import { inSlices, placesOf, references } from '../../support/slices.js';
import { expectValues, random } from '../../support/values.js';

const target = { sharedMemory: false, fusedMultiplyAdd: hasFusedMultiplyAdd() };
const GUARD = -7;
const [X, DY, OUTPUT] = [100, 2000, 4000];
const BOUND = { ulp: 8, absolute: 4e-7 };

type Name = 'softmax' | 'logSoftmax' | 'sparsemax' | 'hardmax';
const names: Name[] = ['softmax', 'logSoftmax', 'sparsemax', 'hardmax'];

/** Runs a kernel in a memory that is filled with the guard, and checks the memory around its output. */
function run(
  compile: typeof compileAlong,
  text: SliceText,
  tensors: readonly string[],
  lengths: readonly number[],
  inputs: readonly (readonly number[])[],
): number[] {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer).fill(GUARD);
  const offsets = [X, DY].slice(0, inputs.length);
  inputs.forEach((values, i) => {
    floats.set(values, offsets[i]);
  });
  const size = inputs[0].length;
  const pointers = [OUTPUT, ...offsets].map((offset) => offset * 4);
  const module = compile(sliceFormulas(text, tensors), target);
  runOf(new WebAssembly.Module(module), memory)(...lengths, ...pointers);
  const around = [
    ...floats.subarray(OUTPUT - 8, OUTPUT),
    ...floats.subarray(OUTPUT + size).slice(0, 8),
  ];
  expect(around.every((value) => value === GUARD)).toBe(true);
  return [...floats.subarray(OUTPUT, OUTPUT + size)];
}

const value = (
  name: Name,
  compile: typeof compileAlong,
  lengths: readonly number[],
  x: readonly number[],
) => run(compile, softmaxFamily[name].value, ['x'], lengths, [x]);

const gradient = (
  name: Name,
  compile: typeof compileAlong,
  lengths: readonly number[],
  y: readonly number[],
  dy: readonly number[],
) => run(compile, softmaxFamily[name].gradient as SliceText, ['y', 'dy'], lengths, [y, dy]);

describe('for rows of every length up to 70, each element is within 8 ulp or 4e-7 and nothing else is written', () => {
  test.each(names)('%s', async (name) => {
    for (let length = 1; length <= 70; length++) {
      const x = random(3 * length, 20, length);
      const received = value(name, compileAlong, [3, length], x);
      const slices = placesOf([3, length], [1]);
      await expectValues(received, inSlices(slices, [x], references[name].value), BOUND);
    }
  });

  test.each(names.slice(0, 3))('the gradient of %s', async (name) => {
    for (let length = 1; length <= 70; length++) {
      const [x, dy] = [random(length, 3, length), random(length, 2, length + 100)];
      const y = references[name].value(x).map(Math.fround);
      const received = gradient(name, compileAlong, [1, length], y, dy);
      await expectValues(received, references[name].gradient(x, dy), BOUND);
    }
  });
});

describe('the same holds for 2 to 40 slices side by side, and for their gradients:', () => {
  test.each(names)('%s', async (name) => {
    for (let inner = 2; inner <= 40; inner++) {
      for (const length of [1, 2, 7]) {
        const slices = placesOf([2, length, inner], [1]);
        const lengths = [2, length, inner];
        const size = 2 * length * inner;
        const [x, dy] = [random(size, 3, inner), random(size, 2, inner + 100)];
        const y = inSlices(slices, [x], references[name].value);
        await expectValues(value(name, compileAcross, lengths, x), y, BOUND);
        if (name === 'hardmax') continue;
        const received = gradient(name, compileAcross, lengths, y.map(Math.fround), dy);
        const expected = inSlices(slices, [x, dy], references[name].gradient);
        await expectValues(received, expected, BOUND);
      }
    }
  });
});

test('zero slices are accepted', () => {
  expect(value('softmax', compileAlong, [0, 5], [])).toEqual([]);
  expect(value('softmax', compileAcross, [0, 5, 3], [])).toEqual([]);
});
