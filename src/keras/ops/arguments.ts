import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { asNumbers } from '../layers/as_numbers.js';

// Reads the arguments of ops.

/** Tensors, lists of tensors, and constants from the config of a layer. */
export type OpArguments = Readonly<Record<string, unknown>>;

/**
 * A tensor, or a constant converted to a tensor. A Python number takes the dtype of the other tensor, which tfjs
 * ensures.
 */
export function tensorOf(value: unknown): tf.Tensor {
  return value instanceof tf.Tensor ? value : tf.tensor(value as tf.TensorLike);
}

export function floatOf(value: unknown): tf.Tensor {
  const tensor = tensorOf(value);
  return tensor.dtype === 'bool' ? asNumbers(tensor) : tf.cast(tensor, 'float32');
}

export function boolOf(value: unknown): tf.Tensor {
  const tensor = tensorOf(value);
  return tensor.dtype === 'bool' ? tensor : tf.notEqual(tensor, 0);
}

/** Converts booleans to numbers, because tfjs does not sum or average booleans. */
export function numberOf(value: unknown): tf.Tensor {
  const tensor = tensorOf(value);
  return tensor.dtype === 'bool' ? tf.cast(tensor, 'int32') : tensor;
}

export function tensorsOf(value: unknown): tf.Tensor[] {
  return [value].flat().map(tensorOf);
}

/**
 * @throws When the op would reduce along the batch axis, because a model computes the samples of a batch separately.
 */
export function axesOf(axis: unknown, rank: number): number[] {
  if (axis === null || axis === undefined) return batchRefused(axis);
  const axes = [axis].flat().map((each) => fromFront(each, rank));
  return axes.includes(0) ? batchRefused(axis) : axes;
}

export function axisOf(axis: unknown, rank: number): number {
  return axesOf(axis, rank)[0];
}

function fromFront(axis: unknown, rank: number): number {
  const count = Number(axis);
  if (Number.isInteger(count) && count >= -rank && count < rank)
    return count < 0 ? count + rank : count;
  throw new Error(`An axis must be between ${-rank} and ${rank - 1}. Received: ${show(axis)}`);
}

function batchRefused(axis: unknown): never {
  throw new Error(`An op along the batch axis is not supported. Received: axis=${show(axis)}`);
}

/** The dtype in tfjs. */
export function dtypeOf(name: unknown): tf.DataType {
  if (typeof name === 'string') {
    if (/^b?float\d+$/.test(name)) return 'float32';
    if (/^int(32|64)$/.test(name)) return 'int32';
    if (name === 'bool') return 'bool';
  }
  throw new Error(`A dtype must be a float, int32, int64 or bool. Received: ${show(name)}`);
}
