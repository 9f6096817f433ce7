import { type Compile, instantiate } from '../../../src/kernels/webassembly/compiled_kernels.js';
import { softmaxGradientKernel, softmaxKernel } from '../../../src/kernels/webassembly/softmax.js';
import { hasFusedMultiplyAdd } from '../../../src/kernels/webassembly/target.js';
import { expectValues, random } from '../../support/values.js';

const target = { sharedMemory: false, fusedMultiplyAdd: hasFusedMultiplyAdd() };
const GUARD = -7;
const [X, DY, OUTPUT] = [100, 2000, 4000];

function softmax(x: number[]): number[] {
  const powers = x.map((value) => Math.exp(value - Math.max(...x)));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function gradient(y: number[], dy: number[]): number[] {
  const mean = y.reduce((sum, value, i) => sum + value * dy[i], 0);
  return y.map((value, i) => value * (dy[i] - mean));
}

/** Runs a kernel in a memory that is filled with the guard, and looks around its output. */
function run(
  compile: Compile,
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
  instantiate(compile(target), memory)(...lengths, ...pointers);
  const around = [
    ...floats.subarray(OUTPUT - 8, OUTPUT),
    ...floats.subarray(OUTPUT + size).slice(0, 8),
  ];
  expect(around.every((value) => value === GUARD)).toBe(true);
  return [...floats.subarray(OUTPUT, OUTPUT + size)];
}

/** Of blocks of `inner` slices that lie side by side, what `of` makes of the slices. */
function across(
  length: number,
  inner: number,
  inputs: readonly number[][],
  of: (...slices: number[][]) => number[],
): number[] {
  const result = [...inputs[0]];
  for (let block = 0; block < result.length; block += length * inner) {
    for (let column = 0; column < inner; column++) {
      const places = Array.from({ length }, (_, i) => block + i * inner + column);
      const values = of(...inputs.map((input) => places.map((place) => input[place])));
      places.forEach((place, i) => {
        result[place] = values[i];
      });
    }
  }
  return result;
}

test('rows of every length to 70 are right to their last element, and nothing else is written', async () => {
  for (let length = 1; length <= 70; length++) {
    const rows = [0, 1, 2].map((row) => random(length, 20, 3 * length + row));
    const received = run(softmaxKernel.along, [3, length], [rows.flat()]);
    await expectValues(received, rows.flatMap(softmax), { ulp: 8, absolute: 1e-7 });
  }
});

test('so are the rows of the gradient', async () => {
  for (let length = 1; length <= 70; length++) {
    const y = softmax(random(length, 3, length)).map(Math.fround);
    const dy = random(length, 2, length + 100);
    const received = run(softmaxGradientKernel.along, [1, length], [y, dy]);
    await expectValues(received, gradient(y, dy), { ulp: 8, absolute: 2e-7 });
  }
});

test('so are slices that lie side by side, from 2 to 40 of them, and their gradients', async () => {
  for (let inner = 2; inner <= 40; inner++) {
    for (const length of [1, 2, 7]) {
      const size = 2 * length * inner;
      const [x, dy] = [random(size, 20, inner), random(size, 2, inner + 100)];
      const y = across(length, inner, [x], softmax).map(Math.fround);
      const received = run(softmaxKernel.across, [2, length, inner], [x]);
      await expectValues(received, y, { ulp: 8, absolute: 1e-7 });
      const dx = run(softmaxGradientKernel.across, [2, length, inner], [y, dy]);
      const expected = across(length, inner, [y, dy], gradient);
      await expectValues(dx, expected, { ulp: 8, absolute: 2e-7 });
    }
  }
});

test('no slices are no work', () => {
  expect(run(softmaxKernel.along, [0, 5], [[]])).toEqual([]);
  expect(run(softmaxKernel.across, [0, 5, 3], [[]])).toEqual([]);
});
