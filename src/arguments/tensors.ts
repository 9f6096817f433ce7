import * as tf from '@tensorflow/tfjs';
import { show } from './show.js';

/** Whether it is a tensor, including tensors of another copy of tfjs. */
export function isTensor(x: unknown): x is tf.Tensor {
  return typeof x === 'object' && x !== null && 'dataId' in x;
}

export function toTensor(x: tf.Tensor | tf.TensorLike): tf.Tensor {
  return isTensor(x) ? x : tf.tensor(x);
}

/** @throws When it is not a tensor, and when it is disposed, complex or a string tensor. */
export function checkNumeric(name: string, tensor: tf.Tensor): void {
  if (tensor.isDisposed) throw new Error(`The tensor ${name} is disposed.`);
  const { dtype } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new TypeError(
      `An activation needs a tensor of dtype float32, int32 or bool. ` +
        `Received: ${dtype === undefined ? `${name}=${show(tensor)}` : `${name} of dtype ${dtype}`}`,
    );
  }
}
