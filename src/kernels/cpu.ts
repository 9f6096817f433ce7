import type * as tf from '@tensorflow/tfjs';
import { evaluator } from '../formula/evaluate.js';
import { product, type Rows, row, rowsOf } from './broadcast.js';
import type { ElementwiseRun, Runner } from './runner.js';
import { type Compile, CompiledKernels, type Run } from './webassembly/compiled_kernels.js';
import { hasSimd } from './webassembly/target.js';

// Plain loops over branchy formulas are slow, so a WebAssembly function does the arithmetic, over a
// small memory that stays in the processor's cache: copy a piece in, run, copy the result out.

/** What is used of tfjs's cpu backend. */
interface CpuBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

/** Runs an elementwise formula. */
export const runOnCpu: Runner<CpuBackend> = (elementwise, backend) => {
  const { formula, names, inputs, scalars, shape } = elementwise;
  const rows = rowsOf(inputs, shape);
  const arrays = inputs.map(({ dataId, shape: inputShape }, i) => {
    const { values } = backend.data.get(dataId);
    return rows.repeats[i] ? row(values, inputShape, shape, rows.length) : values;
  });
  const output = new Float32Array(rows.size);
  if (hasSimd()) {
    const run = compiledKernels().elementwise(formula, names, rows.repeats);
    runInPieces(run, rows, arrays, formula.scalarValues(names, scalars), output);
  } else {
    runInterpreted(elementwise, rows, arrays, output);
  }
  return backend.makeTensorInfo(shape, 'float32', output);
};

/** Runs a kernel over rows along the last axis; `undefined` where there is no WebAssembly. */
export function runRowsOnCpu(
  compile: Compile,
  inputs: readonly tf.TensorInfo[],
  backend: CpuBackend,
): tf.TensorInfo | undefined {
  if (!hasSimd()) return undefined;
  const { shape } = inputs[0];
  const length = shape[shape.length - 1];
  const output = new Float32Array(product(shape));
  const arrays = inputs.map(({ dataId }) => backend.data.get(dataId).values);
  growFor(length * (inputs.length + 1));
  const rows = { size: output.length, length, repeats: inputs.map(() => false) };
  runInPieces(compiledKernels().other(compile), rows, arrays, [], output);
  return backend.makeTensorInfo(shape, 'float32', output);
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
