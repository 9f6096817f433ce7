import { instantiate } from '../../../src/kernels/webassembly/compiled_kernels.js';
import {
  compileSoftmax,
  compileSoftmaxGradient,
} from '../../../src/kernels/webassembly/softmax.js';
import { hasFusedMultiplyAdd, type Target } from '../../../src/kernels/webassembly/target.js';
import { expectValues, random } from '../../support/values.js';

const target = { sharedMemory: false, fusedMultiplyAdd: hasFusedMultiplyAdd() };
const GUARD = -7;
const [X, DY, OUTPUT] = [100, 2000, 4000];

function softmax(x: number[]): number[] {
  const powers = x.map((value) => Math.exp(value - Math.max(...x)));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Runs a kernel over rows in a memory that is filled with the guard, and looks around its output. */
function run(
  compile: (target: Target) => Uint8Array<ArrayBuffer>,
  length: number,
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
  instantiate(compile(target), memory)(size / length, length, ...pointers);
  const around = [
    ...floats.subarray(OUTPUT - 8, OUTPUT),
    ...floats.subarray(OUTPUT + size).slice(0, 8),
  ];
  expect(around.every((value) => value === GUARD)).toBe(true);
  return [...floats.subarray(OUTPUT, OUTPUT + size)];
}

test('rows of every length to 70 are right to their last element, and nothing else is written', async () => {
  for (let length = 1; length <= 70; length++) {
    const rows = [0, 1, 2].map((row) => random(length, 20, 3 * length + row));
    const received = run(compileSoftmax, length, [rows.flat()]);
    await expectValues(received, rows.flatMap(softmax), { ulp: 8, absolute: 1e-7 });
  }
});

test('so are the rows of the gradient', async () => {
  for (let length = 1; length <= 70; length++) {
    const y = softmax(random(length, 3, length)).map(Math.fround);
    const dy = random(length, 2, length + 100);
    const mean = y.reduce((sum, value, i) => sum + value * dy[i], 0);
    const expected = y.map((value, i) => value * (dy[i] - mean));
    const received = run(compileSoftmaxGradient, length, [y, dy]);
    await expectValues(received, expected, { ulp: 8, absolute: 2e-7 });
  }
});

test('no rows are no work', async () => {
  expect(run(compileSoftmax, 5, [[]])).toEqual([]);
});
