import type { Preparer, SliceKernel } from '../../kernels/backend.js';
import { computeSlicesOnHost } from '../host/slices.js';
import { type HostMemory, valuesOf } from '../host/tensors.js';

/** `undefined` if WebAssembly or the memory for it is refused. */
export const slices: Preparer<SliceKernel, HostMemory> = (kernel, memory) => (inputs) => {
  const output = computeSlicesOnHost(kernel, valuesOf(memory, inputs));
  return output && memory.makeTensorInfo(kernel.shape, 'float32', output);
};
