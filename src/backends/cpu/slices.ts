import type { SliceRunner } from '../../kernels/backend.js';
import { computeSlicesOnHost } from '../host/slices.js';
import { type CpuBackend, valuesOf } from './backend.js';

/** `undefined` if WebAssembly or the memory for it is refused. */
export const slices: SliceRunner<CpuBackend> = (formulas, slices, inputs, backend) => {
  const output = computeSlicesOnHost(formulas, slices, valuesOf(backend, inputs));
  return output && backend.makeTensorInfo(inputs[0].shape, 'float32', output);
};
