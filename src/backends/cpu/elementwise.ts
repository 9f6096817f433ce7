import type { ElementwiseKernel, Preparer } from '../../kernels/backend.js';
import { preparedOnHost } from '../host/elementwise.js';
import { type CpuBackend, valuesOf } from './backend.js';
import { interpret } from './interpret.js';

export const elementwise: Preparer<ElementwiseKernel, CpuBackend> = (kernel, backend) => {
  const compute = preparedOnHost(kernel);
  return (inputs) => {
    const values = valuesOf(backend, inputs);
    const output = compute(values) ?? interpret(kernel, values);
    return backend.makeTensorInfo(kernel.shape, 'float32', output);
  };
};
