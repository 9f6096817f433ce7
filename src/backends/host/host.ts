import { CompiledKernels, type Run } from '../../compilers/webassembly/compiled_kernels.js';
import { hasSimd } from '../../compilers/webassembly/target.js';
import { evaluator } from '../../formula/evaluate.js';
import type { SliceFormulas } from '../../formula/slice_formulas.js';
import type { ElementwiseRun } from '../../kernels/backend.js';
import { type Rows, row, rowsOf } from '../../kernels/broadcast.js';
import type { Slices } from '../../kernels/slices.js';

// Over arrays in JavaScript's memory. Plain loops over branchy formulas are slow, so a WebAssembly
// function does the arithmetic, over a small memory that stays in the processor's cache: copy a piece
// in, run, copy the result out.

/**
 * Computes an elementwise formula, given the values of its inputs; `undefined` where WebAssembly or the
 * memory for it is refused.
 */
export function computeOnHost(
  run: ElementwiseRun,
  values: readonly Float32Array[],
): Float32Array | undefined {
  const { formula, names, inputs, scalars, shape } = run;
  const rows = rowsOf(inputs, shape);
  const kernels = compiledKernels();
  const compute = kernels?.elementwise(formula, names, rows.repeats);
  if (kernels === undefined || compute === undefined) return undefined;
  const output = newOutput(rows.size);
  const arrays = rowsIn(values, run, rows);
  runInPieces(compute, kernels.memory, rows, arrays, Object.values(scalars), output);
  return output;
}

/** Runs a kernel over slices; `undefined` where WebAssembly or the memory for it is refused. */
export function computeSlicesOnHost(
  formulas: SliceFormulas,
  { length, inner }: Slices,
  values: readonly Float32Array[],
): Float32Array | undefined {
  // Slices that lie side by side are brought into the memory together, or as many of them as it holds.
  const block = length * inner;
  const arrays = values.length + 1;
  const most = Math.floor(MOST_BYTES / FLOAT_BYTES / arrays / length);
  const isInStrips = most < inner && most >= NARROWEST_STRIP;
  const width = isInStrips ? most : inner;
  const kernels = compiledKernels();
  const memory = kernels && memoryFor(width * length * arrays * FLOAT_BYTES, kernels.memory);
  const run = memory && kernels.slices(formulas, length, width, memory);
  if (memory === undefined || run === undefined) return undefined;
  const output = newOutput(values[0].length);
  if (isInStrips) {
    runInStrips(run, memory, width, { length, inner }, values, output);
    return output;
  }
  const blocks = { size: output.length, length: block, repeats: values.map(() => false) };
  const runBlocks: Run = (outer, _, ...pointers) => run(outer, ...pointers);
  runInPieces(runBlocks, memory, blocks, values, [], output);
  return output;
}

/** Computes an elementwise formula without WebAssembly, in float64 loops. */
export function interpretOnHost(
  run: ElementwiseRun,
  values: readonly Float32Array[],
): Float32Array {
  const rows = rowsOf(run.inputs, run.shape);
  const output = newOutput(rows.size);
  runInterpreted(run, rows, rowsIn(values, run, rows), output);
  return output;
}

/** The values of inputs that are whole, and of those that repeat a row of them. */
function rowsIn(
  values: readonly Float32Array[],
  { inputs, shape }: ElementwiseRun,
  { length, repeats }: Rows,
): Float32Array[] {
  return values.map((each, i) => (repeats[i] ? row(each, inputs[i].shape, shape, length) : each));
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
const PIECE_BYTES = 2 ** 18;
/** 16 MB: the memory that is kept grows no further. */
const MOST_BYTES = 2 ** 24;
/** To copy fewer slices at a time takes longer than to get a larger memory. */
const NARROWEST_STRIP = 64;

let compiled: CompiledKernels | undefined;
let heap = new Float32Array(0);
/** The last larger memory, until it is collected as garbage: to allocate one takes longer than to use it. */
let larger: WeakRef<WebAssembly.Memory> | undefined;

function compiledKernels(): CompiledKernels | undefined {
  if (!hasSimd()) return undefined;
  compiled ??= attempt(
    () => new CompiledKernels(new WebAssembly.Memory({ initial: pages(PIECE_BYTES) })),
  );
  return compiled;
}

/**
 * A memory of so many bytes, for slices that cannot be run in pieces: the one that stays, or a larger one
 * that is not held.
 */
function memoryFor(bytes: number, stays: WebAssembly.Memory): WebAssembly.Memory | undefined {
  for (const memory of [stays, larger?.deref()]) {
    if (memory && bytes <= memory.buffer.byteLength) return memory;
  }
  return attempt(() => {
    if (bytes <= MOST_BYTES) {
      stays.grow(pages(bytes - stays.buffer.byteLength));
      return stays;
    }
    const memory = new WebAssembly.Memory({ initial: pages(bytes) });
    larger = new WeakRef(memory);
    return memory;
  });
}

function pages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

/** The result of an allocation; `undefined` if the engine refuses it. */
function attempt<T>(allocate: () => T): T | undefined {
  try {
    return allocate();
  } catch {
    return undefined;
  }
}

/** The floats of a memory. Those of one that does not stay are not held. */
function floatsOf({ buffer }: WebAssembly.Memory): Float32Array<ArrayBuffer> {
  if (heap.buffer === buffer) return heap;
  const floats = new Float32Array(buffer);
  if (buffer === compiled?.memory.buffer) heap = floats;
  return floats;
}

/** Runs as many whole rows at a time as the memory holds, or pieces of rows where it holds none. */
function runInPieces(
  run: Run,
  memory: WebAssembly.Memory,
  { size, length, repeats }: Rows,
  inputs: readonly Float32Array[],
  scalars: readonly number[],
  output: Float32Array,
): void {
  const floats = floatsOf(memory);
  const arrays = inputs.length + 1;
  const usual = Math.floor(PIECE_BYTES / FLOAT_BYTES / arrays);
  const room = length <= usual ? usual : Math.min(length, Math.floor(floats.length / arrays));
  const holdsRows = length <= room;
  const piece = holdsRows ? room - (room % length) : room;
  for (let start = 0; start < size; ) {
    const inRow = holdsRows ? 0 : start % length;
    const count = Math.min(piece, size - start, holdsRows ? size : length - inRow);
    inputs.forEach((values, i) => {
      const from = repeats[i] ? inRow : start;
      const end = Math.min(from + count, values.length);
      if (!repeats[i] || !holdsRows || start === 0) {
        floats.set(values.subarray(from, end), (i + 1) * room);
      }
    });
    const offset = (array: number, index: number) => (array * room + index) * FLOAT_BYTES;
    const rows = Math.floor(count / length);
    const whole = rows * length;
    const pointers = inputs.map((_, i) => offset(i + 1, 0));
    if (rows > 0) run(rows, length, 0, ...pointers, ...scalars);
    if (whole < count) {
      const rest = inputs.map((_, i) => offset(i + 1, repeats[i] ? 0 : whole));
      run(1, count - whole, offset(0, whole), ...rest, ...scalars);
    }
    output.set(floats.subarray(0, count), start);
    start += count;
  }
}

/** Runs slices that lie side by side, `width` of them at a time: of the last, some once more. */
function runInStrips(
  run: Run,
  memory: WebAssembly.Memory,
  width: number,
  { length, inner }: Pick<Slices, 'length' | 'inner'>,
  inputs: readonly Float32Array[],
  output: Float32Array,
): void {
  const floats = floatsOf(memory);
  const room = width * length;
  const pointers = inputs.map((_, i) => (i + 1) * room * FLOAT_BYTES);
  for (let block = 0; block < output.length; block += length * inner) {
    for (let column = 0; column < inner; column += width) {
      const first = block + Math.min(column, inner - width);
      for (let row = 0; row < length; row++) {
        const from = first + row * inner;
        inputs.forEach((values, i) => {
          floats.set(values.subarray(from, from + width), (i + 1) * room + row * width);
        });
      }
      run(1, 0, ...pointers);
      for (let row = 0; row < length; row++) {
        output.set(floats.subarray(row * width, (row + 1) * width), first + row * inner);
      }
    }
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
