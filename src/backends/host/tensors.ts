import type * as tf from '@tensorflow/tfjs';

/** The members of tfjs's backends by which the values of tensors are read and written in JavaScript's memory. */
export interface TensorAccess {
  readSync(dataId: object): Float32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
}

/** Computes a tensor from the values of others; `undefined` if `compute` cannot. */
export function onHost(
  compute: (values: Float32Array[]) => Float32Array | undefined,
  inputs: readonly tf.Tensor[],
  shape: number[],
  backend: TensorAccess,
): tf.TensorInfo | undefined {
  const values = compute(inputs.map(({ dataId }) => backend.readSync(dataId)));
  return values && { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
}
