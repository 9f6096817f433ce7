import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { asFloats, asNumbers, storedAsTyped } from '../layers/as_numbers.js';
import { transposed } from '../layers/transposed.js';
import { constant } from './gradients.js';

// Reads the arguments of ops.

/** Tensors, lists of tensors, and constants from the config of a layer. */
export type OpArguments = Readonly<Record<string, unknown>>;

/**
 * A tensor, or a constant converted to a tensor. A Python number takes the dtype of the other tensor, which tfjs
 * ensures.
 */
export function tensorOf(value: unknown): tf.Tensor {
  return value instanceof tf.Tensor ? storedAsTyped(value) : tf.tensor(value as tf.TensorLike);
}

export function floatOf(value: unknown): tf.Tensor {
  const tensor = tensorOf(value);
  return tensor.dtype === 'bool' ? asNumbers(tensor) : asFloats(tensor);
}

export function intOf(value: unknown): tf.Tensor {
  return castTo(tensorOf(value), 'int32');
}

export function boolOf(value: unknown): tf.Tensor {
  const tensor = tensorOf(value);
  return tensor.dtype === 'bool' ? tensor : constant((x) => tf.notEqual(x, 0), tensor);
}

/** Converts booleans to numbers, because tfjs does not sum or average booleans. */
export function numberOf(value: unknown): tf.Tensor {
  const tensor = tensorOf(value);
  return tensor.dtype === 'bool' ? tf.cast(tensor, 'int32') : tensor;
}

/** Computes with floats what is wrong for integers on webgpu: tfjs transposes them. */
export function inInts(x: tf.Tensor, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return x.dtype === 'int32' ? tf.cast(compute(floatOf(x)), 'int32') : compute(x);
}

export function tensorsOf(value: unknown): tf.Tensor[] {
  return [value].flat().map(tensorOf);
}

export function numbersOf(value: unknown): number[] {
  return [value].flat().map(Number);
}

/** @throws When an argument is a tensor, or anything else than an integer. */
export function integerOf(value: unknown, what: string): number {
  if (Number.isInteger(value)) return value as number;
  throw new Error(`The ${what} must be an integer. Received: ${shown(value)}`);
}

/** @throws When an argument has a value that is not supported. */
export function unsupported(what: string, expected: string, value: unknown): never {
  throw new Error(`The ${what} must be ${expected}. Received: ${shown(value)}`);
}

function shown(value: unknown): string {
  return value instanceof tf.Tensor ? 'a tensor' : show(value);
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

/** The place of an axis, which may be that of the batch. */
export function fromFront(axis: unknown, rank: number): number {
  const count = Number(axis);
  if (Number.isInteger(count) && count >= -rank && count < rank)
    return count < 0 ? count + rank : count;
  throw new Error(`An axis must be between ${-rank} and ${rank - 1}. Received: ${show(axis)}`);
}

export function batchRefused(axis: unknown): never {
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

/** @param dtype Null for the dtype that the tensor has. */
export function castTo(tensor: tf.Tensor, dtype: unknown): tf.Tensor {
  if (dtype === null || dtype === undefined) return tensor;
  const type = dtypeOf(dtype);
  if (type === 'float32') return floatOf(tensor);
  if (type === 'bool') return boolOf(tensor); // On wasm, tfjs rounds down.
  // tfjs passes the gradient on.
  return tensor.dtype === type ? tensor : constant((x) => tf.cast(x, type), tensor);
}

export function sameType(...tensors: tf.Tensor[]): tf.Tensor[] {
  const isSame = tensors.every(({ dtype }) => dtype === tensors[0].dtype);
  return isSame ? tensors : tensors.map(floatOf);
}

/** Moves an axis to another place. */
export function moved(x: tf.Tensor, from: number, to: number): tf.Tensor {
  const order = x.shape.map((_, axis) => axis).filter((axis) => axis !== from);
  order.splice(to, 0, from);
  return transposed(x, order);
}

/** Places, of which negative ones count from the end. */
export function fromFrontOf(places: tf.Tensor, length: number): tf.Tensor {
  const shift = (places: tf.Tensor) =>
    tf.where(tf.less(places, 0), tf.add(places, tf.scalar(length, 'int32')), places);
  return constant(shift, places);
}
