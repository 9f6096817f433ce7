import { compileElementwise } from '../../../src/compilers/webassembly/elementwise.js';
import { hasFusedMultiplyAdd } from '../../../src/compilers/webassembly/target.js';
import type { Kernel } from './kernel_list.js';

/** The module of a kernel as it is compiled for this browser. */
export function compile({ formula, tensors, scalars }: Kernel): Uint8Array<ArrayBuffer> {
  const repeats = tensors.map(() => false);
  return compileElementwise(formula.expression, tensors, repeats, scalars, {
    sharedMemory: false,
    fusedMultiplyAdd: hasFusedMultiplyAdd(),
  });
}

let loaded: Promise<Awaited<ReturnType<typeof load>>> | undefined;

async function load() {
  const { default: start } = await import('wabt');
  return start();
}

/** A module in the text format of WebAssembly. */
export async function textOf(bytes: Uint8Array): Promise<string> {
  loaded ??= load();
  const wabt = await loaded;
  const module = wabt.readWasm(bytes, { simd: true, relaxed_simd: true });
  try {
    return module.toText({ foldExprs: false, inlineExport: true });
  } finally {
    module.destroy();
  }
}
