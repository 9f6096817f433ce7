import type * as tf from '@tensorflow/tfjs';
import { CompiledKernels } from '../../compilers/webassembly/compiled_kernels.js';
import { hasSimd } from '../../compilers/webassembly/target.js';
import { missingOf } from '../../kernels/backend.js';

// Kernels run in place on the backend's heap: they read and write the tensors there, and nothing is copied.

/** The members of tfjs's wasm backend that are used. */
export interface WasmBackend {
  /** The Emscripten module: with one thread it has a memory; with several it receives one. */
  readonly wasm: {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    readonly wasmMemory?: WebAssembly.Memory;
  };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

export function probe(backend: WasmBackend): string | undefined {
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
}

const compiledFor = new WeakMap<WasmBackend, CompiledKernels>();

/** `undefined` if WebAssembly has no SIMD. */
export function compiledKernels(backend: WasmBackend): CompiledKernels | undefined {
  if (!hasSimd()) return undefined;
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

export function offsetOf(backend: WasmBackend, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}
