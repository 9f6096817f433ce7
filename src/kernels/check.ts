import type * as tf from '@tensorflow/tfjs';

/** @throws When the tensor is disposed, complex or of strings. */
export function checkNumeric(name: string, tensor: tf.Tensor): void {
  if (tensor.isDisposed) throw new Error(`The tensor ${name} is disposed.`);
  if (tensor.dtype === 'complex64' || tensor.dtype === 'string') {
    throw new TypeError(
      `An activation needs a tensor of dtype float32, int32 or bool. ` +
        `Received: ${name} of dtype ${tensor.dtype}`,
    );
  }
}
