import { Code } from './assembler.js';

/** The target that a kernel is compiled for. */
export interface Target {
  /** Whether its memory is shared by threads. */
  readonly sharedMemory: boolean;
  /** Whether to use the fused multiply-add instructions of Relaxed SIMD. */
  readonly fusedMultiplyAdd: boolean;
}

/** Whether WebAssembly with SIMD can be compiled here: no policy forbids it, and the engine supports it. */
export const hasSimd = once(() => compiles((code) => code.v128(0).set(code.local('v128'))));

/** Whether the engine supports Relaxed SIMD as well. */
export const hasFusedMultiplyAdd = once(() =>
  compiles((code) => {
    for (let operand = 0; operand < 3; operand++) code.v128(0);
    code.emit('f32x4.relaxed_madd').set(code.local('v128'));
  }),
);

function compiles(write: (code: Code) => void): boolean {
  const code = new Code([]);
  write(code);
  const bytes = code.module(false);
  try {
    new WebAssembly.Module(bytes);
    return true;
  } catch {
    return false;
  }
}

function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
