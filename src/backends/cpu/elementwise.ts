import type { Runner } from '../../kernels/backend.js';
import { computeOnHost } from '../host/elementwise.js';
import { type CpuBackend, valuesOf } from './backend.js';
import { interpret } from './interpret.js';

export const elementwise: Runner<CpuBackend> = (run, backend) => {
  const values = valuesOf(backend, run.inputs);
  const output = computeOnHost(run, values) ?? interpret(run, values);
  return backend.makeTensorInfo(run.shape, 'float32', output);
};
