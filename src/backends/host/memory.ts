import { FLOAT_BYTES } from '../../compilers/webassembly/assembler.js';
import { CompiledKernels } from '../../compilers/webassembly/compiled_kernels.js';
import { hasSimd } from '../../compilers/webassembly/target.js';

/** In floats, the sizes of arrays that glibc allocates from its heap and may return to the system. */
const [LARGE, LARGEST_HELD] = [2 ** 15, 2 ** 23];

const held: { output?: Float32Array } = {};

/**
 * A new array, whose elements must all be written. The last large array is kept until the next one: if it were free
 * and at the end of glibc's heap, its memory would return to the system, and getting it again would cost a page fault
 * every 4 KB: for a million floats more than a millisecond, twice as long as the rest of a LeakyReLU.
 */
export function newOutput(size: number): Float32Array {
  if (size < LARGE) return new Float32Array(size);
  const output = notZeroed(size) ?? new Float32Array(size);
  if (size <= LARGEST_HELD) held.output = output;
  return output;
}

/** Memory of Node that is not filled with zeros, which takes as long as a copy. */
function notZeroed(size: number): Float32Array | undefined {
  const { Buffer: NodeBuffer } = globalThis as {
    Buffer?: { allocUnsafeSlow?(bytes: number): Uint8Array };
  };
  const bytes = NodeBuffer?.allocUnsafeSlow?.(size * FLOAT_BYTES);
  return bytes && new Float32Array(bytes.buffer, bytes.byteOffset, size);
}

const PAGE_BYTES = 65536;
/** 256 KB, which stays in the cache. */
export const PIECE_BYTES = 2 ** 18;
/** 16 MB: the limit for the memory that is kept. */
export const MOST_BYTES = 2 ** 24;

let compiled: CompiledKernels | undefined;
let heap = new Float32Array(0);
/** The last larger memory, until it is garbage-collected: allocating one takes longer than using it. */
let larger: WeakRef<WebAssembly.Memory> | undefined;

/** The kernels over the memory that is kept; `undefined` if WebAssembly or the memory for it is refused. */
export function compiledKernels(): CompiledKernels | undefined {
  if (!hasSimd()) return undefined;
  compiled ??= attempt(() => new CompiledKernels(newMemory(PIECE_BYTES)));
  return compiled;
}

/**
 * A memory of this many bytes, for slices that cannot be run in pieces: the memory that is kept, or a larger
 * temporary one.
 */
export function memoryFor(
  bytes: number,
  { memory: kept }: CompiledKernels,
): WebAssembly.Memory | undefined {
  for (const memory of [kept, larger?.deref()]) {
    if (memory && bytes <= memory.buffer.byteLength) return memory;
  }
  return attempt(() => {
    if (bytes <= MOST_BYTES) {
      kept.grow(pages(bytes - kept.buffer.byteLength));
      return kept;
    }
    const memory = newMemory(bytes);
    larger = new WeakRef(memory);
    return memory;
  });
}

function newMemory(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages(bytes) });
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

/** The floats of a memory. The array of a temporary memory is not cached. */
export function floatsOf(memory: WebAssembly.Memory): Float32Array<ArrayBuffer> {
  if (memory !== compiled?.memory) return new Float32Array(memory.buffer);
  // Growing a memory leaves its array empty. Reading `memory.buffer` takes longer than a small tensor.
  if (heap.length === 0) heap = new Float32Array(memory.buffer);
  return heap;
}
