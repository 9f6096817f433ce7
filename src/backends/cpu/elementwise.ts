import type { ElementwiseKernel, Preparer } from '../../kernels/backend.js';
import { preparedOnHost } from '../host/elementwise.js';
import { type HostMemory, valuesOf } from '../host/tensors.js';
import { interpret } from './interpret.js';

export const elementwise: Preparer<ElementwiseKernel, HostMemory> = (kernel, memory) => {
  const compute = preparedOnHost(kernel);
  return (inputs) => {
    const values = valuesOf(memory, inputs);
    const output = compute(values) ?? interpret(kernel, values);
    return memory.makeTensorInfo(kernel.shape, 'float32', output);
  };
};
