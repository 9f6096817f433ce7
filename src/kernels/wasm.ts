import type * as tf from '@tensorflow/tfjs';
import { row, rowsOf } from './broadcast.js';
import { runComposed } from './composed.js';
import { missingOf, type Probe, type Runner, type SliceRunner } from './runner.js';
import { CompiledKernels } from './webassembly/compiled_kernels.js';
import { hasSimd } from './webassembly/target.js';

// Kernels run in place on the backend's heap: the tensors are where they are, nothing is copied.

/** What is used of tfjs's wasm backend. */
interface WasmBackend {
  /** The Emscripten module: of one thread, it has a memory; for several, it is given one. */
  readonly wasm: {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    readonly wasmMemory?: WebAssembly.Memory;
  };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

export const missingOnWasm: Probe<WasmBackend> = (backend) => {
  const missing = missingOf(backend, {
    'dataIdMap.get': 'function',
    makeOutput: 'function',
    typedArrayFromHeap: 'function',
    disposeData: 'function',
  });
  if (missing) return missing;
  const buffer = memoryOf(backend)?.buffer;
  if (!buffer) return 'wasm.asm.memory';
  const tensor = backend.makeOutput([1], 'float32');
  const offset = offsetOf(backend, tensor);
  backend.typedArrayFromHeap(tensor)[0] = 2;
  const isThere = offset > 0 && new Float32Array(buffer, offset, 1)[0] === 2;
  backend.disposeData(tensor.dataId);
  return isThere ? undefined : 'dataIdMap.get().memoryOffset';
};

const FLOAT_BYTES = 4;

const compiledFor = new WeakMap<WasmBackend, CompiledKernels>();

function compiledKernels(backend: WasmBackend): CompiledKernels {
  let compiled = compiledFor.get(backend);
  if (compiled === undefined) {
    const memory = memoryOf(backend) as WebAssembly.Memory;
    compiled = new CompiledKernels(memory, !(memory.buffer instanceof ArrayBuffer));
    compiledFor.set(backend, compiled);
  }
  return compiled;
}

function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory | undefined {
  return wasm?.wasmMemory ?? wasm?.asm?.memory;
}

function offsetOf(backend: WasmBackend, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** Runs an elementwise formula. */
export const runOnWasm: Runner<WasmBackend> = (elementwise, backend) => {
  const { formula, names, inputs, scalars, shape } = elementwise;
  const { size, length, repeats } = rowsOf(inputs, shape);
  const run = hasSimd() && compiledKernels(backend).elementwise(formula, names, repeats);
  if (!run) return runComposed(elementwise, backend);
  const output = backend.makeOutput(shape, 'float32');
  const pointers = [offsetOf(backend, output)];
  const scratch: tf.TensorInfo[] = [];
  for (let i = 0; i < inputs.length; i++) {
    let input: tf.TensorInfo = inputs[i];
    if (repeats[i] && inputs[i].size !== length) {
      const values = backend.typedArrayFromHeap(input);
      const tile = row(values, input.shape, shape, length);
      input = backend.makeOutput([length], 'float32');
      backend.typedArrayFromHeap(input).set(tile);
      scratch.push(input);
    }
    pointers.push(offsetOf(backend, input));
  }
  const parameters = Object.values(scalars);
  const rows = Math.floor(size / length);
  if (rows > 0) run(rows, length, ...pointers, ...parameters);
  const done = rows * length;
  if (done < size) {
    const rest = pointers.map((pointer, i) => pointer + (repeats[i - 1] ? 0 : done * FLOAT_BYTES));
    run(1, size - done, ...rest, ...parameters);
  }
  for (const { dataId } of scratch) backend.disposeData(dataId);
  return output;
};

/** Runs a kernel over slices; `undefined` where there is no SIMD, or the engine refuses the module. */
export const runSlicesOnWasm: SliceRunner<WasmBackend> = (
  formulas,
  { outer, length, inner },
  inputs,
  backend,
) => {
  if (!hasSimd()) return undefined;
  const run = compiledKernels(backend).slices(formulas, length, inner);
  if (run === undefined) return undefined;
  const output = backend.makeOutput(inputs[0].shape, 'float32');
  run(outer, ...[output, ...inputs].map((tensor) => offsetOf(backend, tensor)));
  return output;
};
