import type * as tf from '@tensorflow/tfjs';
import { evaluator } from '../formula/evaluate.js';
import { forEachRun, product, tiling } from './broadcast.js';
import type { ElementwiseRun, Runner } from './runner.js';
import { type Compile, CompiledKernels, hasSimd } from './webassembly/compiled_kernels.js';

// Plain loops over branchy formulas are slow, so a WebAssembly function does the arithmetic, over a
// small memory that stays in the processor's cache: copy a piece in, run, copy the result out.

/** What is used of tfjs's cpu backend. */
interface CpuBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

/** An input as a flat array of which element i of the output reads `i % period`. */
interface Input {
  readonly values: Float32Array;
  readonly period: number;
}

/** Runs an elementwise formula. */
export const runOnCpu: Runner<CpuBackend> = (run, backend) => {
  const { tensors, shape } = run;
  const inputs = Object.values(tensors).map((tensor): Input => {
    const { values } = backend.data.get(tensor.dataId);
    const { period, expand } = tiling(tensor.shape, shape);
    if (expand === undefined) return { values, period };
    const tile = new Float32Array(period);
    expand(values, tile);
    return { values: tile, period };
  });
  const output = new Float32Array(product(shape));
  if (hasSimd()) runInWebAssembly(run, inputs, output);
  else runInterpreted(run, inputs, output);
  return backend.makeTensorInfo(shape, 'float32', output);
};

/** Runs a kernel over rows along the last axis; `undefined` where there is no WebAssembly. */
export function runRowsOnCpu(
  compile: Compile,
  tensors: readonly tf.TensorInfo[],
  backend: CpuBackend,
): tf.TensorInfo | undefined {
  if (!hasSimd()) return undefined;
  const { shape } = tensors[0];
  const output = new Float32Array(product(shape));
  const length = shape[shape.length - 1];
  const inputs = tensors.map(({ dataId }) => backend.data.get(dataId).values);
  const run = compiledKernels().other(compile);
  const capacity = piece(inputs.length, length);
  const heap = new Float32Array(compiledKernels().memory.buffer);
  const pointers = inputs.map((_, index) => (index + 1) * capacity * FLOAT_BYTES);
  for (let start = 0; start < output.length; start += capacity) {
    const end = Math.min(start + capacity, output.length);
    inputs.forEach((values, index) => {
      heap.set(values.subarray(start, end), (index + 1) * capacity);
    });
    run((end - start) / length, length, 0, ...pointers);
    output.set(heap.subarray(0, end - start), start);
  }
  return backend.makeTensorInfo(shape, 'float32', output);
}

const PAGE_BYTES = 65536;
const FLOAT_BYTES = 4;
/** 256 KB, which stays in the cache. */
const PAGES = 4;

let compiled: CompiledKernels | undefined;

function compiledKernels(): CompiledKernels {
  compiled ??= new CompiledKernels(new WebAssembly.Memory({ initial: PAGES }));
  return compiled;
}

/**
 * How many floats of each input and of the output the memory holds at a time: whole rows, for
 * which it grows where one of them does not fit.
 */
function piece(inputs: number, rowLength: number): number {
  const { memory } = compiledKernels();
  const arrays = inputs + 1;
  const room = Math.floor((PAGES * PAGE_BYTES) / FLOAT_BYTES / arrays);
  if (rowLength <= room) return room - (room % rowLength);
  const missing = arrays * rowLength * FLOAT_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return rowLength;
}

function runInWebAssembly(
  { formula, tensors, scalars }: ElementwiseRun,
  inputs: readonly Input[],
  output: Float32Array,
): void {
  const { run, parameters } = compiledKernels().elementwise(formula, Object.keys(tensors), scalars);
  const capacity = piece(inputs.length, 1);
  const heap = new Float32Array(compiledKernels().memory.buffer);
  const offsets = inputs.map((_, index) => (index + 1) * capacity);
  const pointers = offsets.map((offset) => offset * FLOAT_BYTES);
  const periods = inputs.map(({ period }) => period);
  forEachRun(output.length, periods, capacity, (start, count) => {
    inputs.forEach(({ values, period }, index) => {
      const from = start % period;
      heap.set(values.subarray(from, from + count), offsets[index]);
    });
    run(count, 0, ...pointers, ...parameters);
    output.set(heap.subarray(0, count), start);
  });
}

/** Where WebAssembly is forbidden, by a content security policy, or lacks SIMD: float64 loops. */
function runInterpreted(
  { formula, tensors, scalars }: ElementwiseRun,
  inputs: readonly Input[],
  output: Float32Array,
): void {
  const names = [...Object.keys(tensors), ...Object.keys(scalars)];
  const evaluate = evaluator(formula.expression, names);
  const values = [...inputs.map(() => 0), ...Object.values(scalars)];
  for (let i = 0; i < output.length; i++) {
    inputs.forEach((input, index) => {
      values[index] = input.values[i % input.period];
    });
    output[i] = evaluate(...values);
  }
}
