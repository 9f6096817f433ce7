import type { Runner } from '../../kernels/backend.js';
import { computeOnHost, interpretOnHost } from '../host/host.js';
import { type CpuBackend, valuesOf } from './backend.js';

export const elementwise: Runner<CpuBackend> = (run, backend) => {
  const values = valuesOf(backend, run.inputs);
  const output = computeOnHost(run, values) ?? interpretOnHost(run, values);
  return backend.makeTensorInfo(run.shape, 'float32', output);
};
