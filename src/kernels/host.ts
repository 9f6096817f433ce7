import { evaluator } from '../formula/evaluate.js';
import { type Rows, row, rowsOf } from './broadcast.js';
import type { ElementwiseRun } from './runner.js';
import type { SliceFormulas } from './slice_formulas.js';
import type { Slices } from './slices.js';
import { CompiledKernels, type Run } from './webassembly/compiled_kernels.js';
import { hasSimd } from './webassembly/target.js';

// Over arrays in JavaScript's memory. Plain loops over branchy formulas are slow, so a WebAssembly
// function does the arithmetic, over a small memory that stays in the processor's cache: copy a piece
// in, run, copy the result out.

/** Computes an elementwise formula, given the values of its inputs. */
export function computeOnHost(run: ElementwiseRun, values: readonly Float32Array[]): Float32Array {
  const { formula, names, inputs, scalars, shape } = run;
  const rows = rowsOf(inputs, shape);
  const arrays = inputs.map((input, i) =>
    rows.repeats[i] ? row(values[i], input.shape, shape, rows.length) : values[i],
  );
  const output = newOutput(rows.size);
  if (hasSimd()) {
    const compute = compiledKernels().elementwise(formula, names, rows.repeats);
    runInPieces(compute, rows, arrays, Object.values(scalars), output);
  } else {
    runInterpreted(run, rows, arrays, output);
  }
  return output;
}

/** Runs a kernel over slices; `undefined` where there is no WebAssembly. */
export function computeSlicesOnHost(
  formulas: SliceFormulas,
  { length, inner }: Slices,
  values: readonly Float32Array[],
): Float32Array | undefined {
  if (!hasSimd()) return undefined;
  const output = newOutput(values[0].length);
  // Slices that lie side by side are brought into the memory together.
  const block = length * inner;
  growFor(block * (values.length + 1));
  const run = compiledKernels().slices(formulas, length, inner);
  const blocks = { size: output.length, length: block, repeats: values.map(() => false) };
  runInPieces((outer, _, ...pointers) => run(outer, ...pointers), blocks, values, [], output);
  return output;
}

/** In floats, the sizes of arrays that glibc takes from its heap and may return to the system. */
const [LARGE, LARGEST_HELD] = [2 ** 15, 2 ** 23];

const held: { output?: Float32Array } = {};

/**
 * A new array, each element of which is to be written. The last large one is held until there is
 * another: were it free and at the end of glibc's heap, its memory would go back to the system, and to
 * get it anew costs a page fault every 4 KB: for a million floats more than a millisecond, twice as
 * long as the rest of a LeakyReLU.
 */
function newOutput(size: number): Float32Array {
  if (size < LARGE) return new Float32Array(size);
  const output = notZeroed(size) ?? new Float32Array(size);
  if (size <= LARGEST_HELD) held.output = output;
  return output;
}

/** What Node gives without writing zeros to it, which takes as long as a copy. */
function notZeroed(size: number): Float32Array | undefined {
  const { Buffer: NodeBuffer } = globalThis as {
    Buffer?: { allocUnsafeSlow?(bytes: number): Uint8Array };
  };
  const bytes = NodeBuffer?.allocUnsafeSlow?.(size * FLOAT_BYTES);
  return bytes && new Float32Array(bytes.buffer, bytes.byteOffset, size);
}

const PAGE_BYTES = 65536;
const FLOAT_BYTES = 4;
/** 256 KB, which stays in the cache. */
const PAGES = 4;

let compiled: CompiledKernels | undefined;
let heap = new Float32Array(0);

function compiledKernels(): CompiledKernels {
  compiled ??= new CompiledKernels(new WebAssembly.Memory({ initial: PAGES }));
  return compiled;
}

/** Lets the memory hold as many floats, for rows that cannot be run in pieces. */
function growFor(floats: number): void {
  const { memory } = compiledKernels();
  const missing = floats * FLOAT_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}

/** Runs as many whole rows at a time as the memory holds, or pieces of rows where it holds none. */
function runInPieces(
  run: Run,
  { size, length, repeats }: Rows,
  inputs: readonly Float32Array[],
  scalars: readonly number[],
  output: Float32Array,
): void {
  const { memory } = compiledKernels();
  if (heap.buffer !== memory.buffer) heap = new Float32Array(memory.buffer);
  const arrays = inputs.length + 1;
  const usual = Math.floor((PAGES * PAGE_BYTES) / FLOAT_BYTES / arrays);
  const room = length <= usual ? usual : Math.min(length, Math.floor(heap.length / arrays));
  const holdsRows = length <= room;
  const piece = holdsRows ? room - (room % length) : room;
  for (let start = 0; start < size; ) {
    const inRow = holdsRows ? 0 : start % length;
    const count = Math.min(piece, size - start, holdsRows ? size : length - inRow);
    inputs.forEach((values, i) => {
      const from = repeats[i] ? inRow : start;
      const end = Math.min(from + count, values.length);
      if (!repeats[i] || !holdsRows || start === 0) {
        heap.set(values.subarray(from, end), (i + 1) * room);
      }
    });
    const offset = (array: number, floats: number) => (array * room + floats) * FLOAT_BYTES;
    const rows = Math.floor(count / length);
    const whole = rows * length;
    const pointers = inputs.map((_, i) => offset(i + 1, 0));
    if (rows > 0) run(rows, length, 0, ...pointers, ...scalars);
    if (whole < count) {
      const rest = inputs.map((_, i) => offset(i + 1, repeats[i] ? 0 : whole));
      run(1, count - whole, offset(0, whole), ...rest, ...scalars);
    }
    output.set(heap.subarray(0, count), start);
    start += count;
  }
}

/** Where WebAssembly is forbidden, by a content security policy, or lacks SIMD: float64 loops. */
function runInterpreted(
  { formula, names, scalars }: ElementwiseRun,
  { length, repeats }: Rows,
  inputs: readonly Float32Array[],
  output: Float32Array,
): void {
  const parameters = Object.entries(scalars);
  const evaluate = evaluator(formula.expression, [...names, ...parameters.map(([name]) => name)]);
  const values = [...names.map(() => 0), ...parameters.map(([, value]) => value)];
  for (let i = 0; i < output.length; i++) {
    inputs.forEach((input, index) => {
      values[index] = input[repeats[index] ? i % length : i];
    });
    output[i] = evaluate(...values);
  }
}
