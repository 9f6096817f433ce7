import type { SliceRunner } from '../../kernels/backend.js';
import { compiledKernels, offsetOf, type WasmBackend } from './backend.js';

/** `undefined` without SIMD, or if the engine refuses the module. */
export const slices: SliceRunner<WasmBackend> = (
  formulas,
  { outer, length, inner },
  inputs,
  backend,
) => {
  const run = compiledKernels(backend)?.slices(formulas, length, inner);
  if (run === undefined) return undefined;
  const output = backend.makeOutput(inputs[0].shape, 'float32');
  run(outer, ...[output, ...inputs].map((tensor) => offsetOf(backend, tensor)));
  return output;
};
