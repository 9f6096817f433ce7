import type * as tf from '@tensorflow/tfjs';

/** Tensors in JavaScript's memory. */
export interface HostMemory {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

export function valuesOf(memory: HostMemory, tensors: readonly tf.TensorInfo[]): Float32Array[] {
  return tensors.map(({ dataId }) => memory.data.get(dataId).values);
}
