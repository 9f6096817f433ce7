import type * as tf from '@tensorflow/tfjs';
import { forEachRun, product, tiling } from './broadcast.js';
import { runComposed } from './composed.js';
import type { Runner } from './runner.js';
import { CompiledFormulas, hasSimd } from './webassembly/compiled_formulas.js';

/** What is used of tfjs's wasm backend. */
interface WasmBackend {
  /** The Emscripten module. */
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

const FLOAT_BYTES = 4;

const compiledFor = new WeakMap<WasmBackend, CompiledFormulas>();

/** Runs in place on the backend's heap: the tensors are where they are, nothing is copied. */
export const runOnWasm: Runner<WasmBackend> = (run, backend) => {
  if (!hasSimd()) return runComposed(run, backend);
  const { formula, tensors, scalars, shape } = run;
  const offsetOf = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;

  let compiled = compiledFor.get(backend);
  if (compiled === undefined) {
    const { memory } = backend.wasm.asm;
    compiled = new CompiledFormulas(memory, !(memory.buffer instanceof ArrayBuffer));
    compiledFor.set(backend, compiled);
  }
  const { run: compute, parameters } = compiled.get(formula, Object.keys(tensors), scalars);

  const scratch: tf.TensorInfo[] = [];
  const inputs = Object.values(tensors).map((tensor) => {
    const { period, expand } = tiling(tensor.shape, shape);
    if (expand === undefined) return { offset: offsetOf(tensor), period };
    const tile = backend.makeOutput([period], 'float32');
    scratch.push(tile);
    expand(backend.typedArrayFromHeap(tensor), backend.typedArrayFromHeap(tile));
    return { offset: offsetOf(tile), period };
  });
  const output = backend.makeOutput(shape, 'float32');
  const size = product(shape);
  const periods = inputs.map(({ period }) => period);
  forEachRun(size, periods, size, (start, count) => {
    const pointers = inputs.map(({ offset, period }) => offset + FLOAT_BYTES * (start % period));
    compute(count, offsetOf(output) + FLOAT_BYTES * start, ...pointers, ...parameters);
  });
  for (const { dataId } of scratch) backend.disposeData(dataId);
  return output;
};
