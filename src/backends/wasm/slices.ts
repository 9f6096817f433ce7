import type { Preparer, SliceKernel } from '../../kernels/backend.js';
import { compiledKernels, offsetOf, type WasmBackend } from './backend.js';

/** `undefined` without SIMD, or if the engine refuses the module. */
export const slices: Preparer<SliceKernel, WasmBackend> = (kernel, backend) => {
  const { formulas, slices, shape } = kernel;
  const { outer, length, inner } = slices;
  const run = compiledKernels(backend)?.slices(formulas, length, inner);
  if (run === undefined) return undefined;
  return (inputs) => {
    const output = backend.makeOutput(shape, 'float32');
    const pointers = [offsetOf(backend, output)];
    for (let i = 0; i < inputs.length; i++) pointers.push(offsetOf(backend, inputs[i]));
    run(outer, ...pointers);
    return output;
  };
};
