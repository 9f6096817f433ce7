import type * as tf from '@tensorflow/tfjs';
import { show } from '../formula/show.js';

/** @throws When it is no tensor, or one that is disposed, complex or of strings. */
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
