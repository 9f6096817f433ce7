import type * as tf from '@tensorflow/tfjs';
import { evaluator } from '../formula/evaluate.js';
import { forEachRun, product, tiling } from './broadcast.js';
import type { ElementwiseRun, Runner } from './runner.js';
import { CompiledFormulas, hasSimd } from './webassembly/compiled_formulas.js';

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

/**
 * Plain loops over branchy formulas are slow, so a WebAssembly function does the arithmetic, over a
 * small memory that stays in the processor's cache: copy a piece in, run, copy the result out.
 */
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

const PAGES = 4;
const PAGE_BYTES = 65536;
const FLOAT_BYTES = 4;

let compiled: CompiledFormulas | undefined;

function runInWebAssembly(
  { formula, tensors, scalars }: ElementwiseRun,
  inputs: readonly Input[],
  output: Float32Array,
): void {
  compiled ??= new CompiledFormulas(new WebAssembly.Memory({ initial: PAGES, maximum: PAGES }));
  const { run, parameters } = compiled.get(formula, Object.keys(tensors), scalars);
  const heap = new Float32Array(compiled.memory.buffer);
  const capacity = Math.floor((PAGES * PAGE_BYTES) / FLOAT_BYTES / (inputs.length + 1));
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
