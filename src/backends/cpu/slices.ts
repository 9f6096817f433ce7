import type { Preparer, SliceKernel } from '../../kernels/backend.js';
import { computeSlicesOnHost } from '../host/slices.js';
import { type CpuBackend, valuesOf } from './backend.js';

/** `undefined` if WebAssembly or the memory for it is refused. */
export const slices: Preparer<SliceKernel, CpuBackend> = (kernel, backend) => (inputs) => {
  const output = computeSlicesOnHost(kernel, valuesOf(backend, inputs));
  return output && backend.makeTensorInfo(kernel.shape, 'float32', output);
};
