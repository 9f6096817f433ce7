import type * as tf from '@tensorflow/tfjs';
import { missingOf } from '../../kernels/backend.js';

/** The members of tfjs's cpu backend that are used. */
export interface CpuBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
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

export function valuesOf(backend: CpuBackend, tensors: readonly tf.TensorInfo[]): Float32Array[] {
  return tensors.map(({ dataId }) => backend.data.get(dataId).values);
}
