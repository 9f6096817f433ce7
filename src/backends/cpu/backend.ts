import { missingOf } from '../../kernels/backend.js';
import { type HostMemory, valuesOf } from '../host/tensors.js';

/** The members of tfjs's cpu backend that are used. */
export interface CpuBackend extends HostMemory {
  disposeData(dataId: object): boolean;
}

export function probe(backend: CpuBackend): string | undefined {
  const missing = missingOf(backend, {
    'data.get': 'function',
    makeTensorInfo: 'function',
    disposeData: 'function',
  });
  if (missing) return missing;
  const tensor = backend.makeTensorInfo([1], 'float32', Float32Array.of(2));
  const [values] = valuesOf(backend, [tensor]);
  const isThere = values instanceof Float32Array && values[0] === 2;
  backend.disposeData(tensor.dataId);
  return isThere ? undefined : 'data.get().values';
}
