import { setFlagsFromString } from 'node:v8';

// The suite `fused` runs with Relaxed SIMD and all others without it, in every version of Node. Up to version 21 it
// needs a flag, which applies to the whole process and thus to other suites.
if (Number(process.versions.node.split('.')[0]) < 22) {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}

const RELAXED = [
  Buffer.of(0xfd, 0x85, 0x02), // f32x4.relaxed_madd
  Buffer.of(0xfd, 0x86, 0x02), // f32x4.relaxed_nmadd
];

class ModuleWithoutRelaxedSimd extends WebAssembly.Module {
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    if (RELAXED.some((instruction) => Buffer.from(bytes).includes(instruction))) {
      throw new WebAssembly.CompileError('Relaxed SIMD is off');
    }
    super(bytes);
  }
}

if (globalThis.BACKEND !== 'fused') {
  globalThis.WebAssembly = Object.create(WebAssembly, {
    Module: { value: ModuleWithoutRelaxedSimd },
  });
}
