import type * as tf from '@tensorflow/tfjs';
import { missingOf } from '../../kernels/backend.js';

/** A tensor of TensorFlow. */
export interface TensorHandle {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[];
}

/** The members of tfjs-node's backend that are used. */
export interface NodeBackend {
  readonly isGPUPackage: boolean;
  /** Values that were not passed to TensorFlow yet. */
  readonly tensorMap: { get(dataId: object): { values: Float32Array | null } };
  readSync(dataId: object): Float32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
  disposeData(dataId: object): boolean;
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_FLOAT: number;
    readonly TF_BOOL: number;
    readonly TF_INT32: number;
    tensorDataSync(id: number): Float32Array;
    createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number;
    deleteTensor(id: number): void;
    executeOp(
      op: string,
      attributes: readonly OpAttribute[],
      ids: readonly number[],
      outputs: number,
    ): TensorHandle[];
  };
  /** Passes values to TensorFlow that it does not have yet. */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(output: TensorHandle): tf.Tensor;
}

export function probe(backend: NodeBackend): string | undefined {
  const missing = missingOf(backend, {
    isGPUPackage: 'boolean',
    'tensorMap.get': 'function',
    readSync: 'function',
    write: 'function',
    disposeData: 'function',
    getInputTensorIds: 'function',
    createOutputTensor: 'function',
    'binding.createTensor': 'function',
    'binding.deleteTensor': 'function',
    'binding.executeOp': 'function',
    'binding.tensorDataSync': 'function',
    'binding.TF_ATTR_TYPE': 'number',
    'binding.TF_ATTR_FLOAT': 'number',
    'binding.TF_ATTR_BOOL': 'number',
    'binding.TF_ATTR_INT': 'number',
    'binding.TF_ATTR_STRING': 'number',
    'binding.TF_FLOAT': 'number',
    'binding.TF_BOOL': 'number',
    'binding.TF_INT32': 'number',
  });
  if (missing) return missing;
  const dataId = backend.write(Float32Array.of(2), [1], 'float32');
  const isThere = backend.tensorMap.get(dataId)?.values?.[0] === 2;
  backend.disposeData(dataId);
  return isThere ? undefined : 'tensorMap.get().values';
}

export function floatType({ binding }: NodeBackend): OpAttribute {
  return { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}
