import type * as tf from '@tensorflow/tfjs';
import { forEachRun, product, tiling } from './broadcast.js';
import { runComposed } from './composed.js';
import type { Runner } from './runner.js';
import { type Compile, CompiledKernels, hasSimd } from './webassembly/compiled_kernels.js';

// Kernels run in place on the backend's heap: the tensors are where they are, nothing is copied.

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

const compiledFor = new WeakMap<WasmBackend, CompiledKernels>();

function compiledKernels(backend: WasmBackend): CompiledKernels {
  let compiled = compiledFor.get(backend);
  if (compiled === undefined) {
    const { memory } = backend.wasm.asm;
    compiled = new CompiledKernels(memory, !(memory.buffer instanceof ArrayBuffer));
    compiledFor.set(backend, compiled);
  }
  return compiled;
}

function offsetOf(backend: WasmBackend, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** Runs an elementwise formula. */
export const runOnWasm: Runner<WasmBackend> = (run, backend) => {
  if (!hasSimd()) return runComposed(run, backend);
  const { formula, tensors, scalars, shape } = run;
  const { run: compute, parameters } = compiledKernels(backend).elementwise(
    formula,
    Object.keys(tensors),
    scalars,
  );
  const scratch: tf.TensorInfo[] = [];
  const inputs = Object.values(tensors).map((tensor) => {
    const { period, expand } = tiling(tensor.shape, shape);
    if (expand === undefined) return { offset: offsetOf(backend, tensor), period };
    const tile = backend.makeOutput([period], 'float32');
    scratch.push(tile);
    expand(backend.typedArrayFromHeap(tensor), backend.typedArrayFromHeap(tile));
    return { offset: offsetOf(backend, tile), period };
  });
  const output = backend.makeOutput(shape, 'float32');
  const outputOffset = offsetOf(backend, output);
  const size = product(shape);
  const periods = inputs.map(({ period }) => period);
  forEachRun(size, periods, size, (start, count) => {
    const pointers = inputs.map(({ offset, period }) => offset + FLOAT_BYTES * (start % period));
    compute(count, outputOffset + FLOAT_BYTES * start, ...pointers, ...parameters);
  });
  for (const { dataId } of scratch) backend.disposeData(dataId);
  return output;
};

/** Runs a kernel over rows along the last axis; `undefined` where there is no SIMD. */
export function runRowsOnWasm(
  compile: Compile,
  tensors: readonly tf.TensorInfo[],
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  if (!hasSimd()) return undefined;
  const { shape } = tensors[0];
  const length = shape[shape.length - 1];
  const run = compiledKernels(backend).other(compile);
  const output = backend.makeOutput(shape, 'float32');
  const pointers = [output, ...tensors].map((tensor) => offsetOf(backend, tensor));
  run(product(shape) / length, length, ...pointers);
  return output;
}
