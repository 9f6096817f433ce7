import * as tf from '@tensorflow/tfjs';

/** 1 where the condition is true, 0 elsewhere. On webgpu, tfjs casts booleans to other numbers. */
export function asNumbers(condition: tf.Tensor): tf.Tensor {
  const { shape } = condition;
  return tf.where(tf.cast(condition, 'bool'), tf.ones(shape), tf.zeros(shape));
}

/** Numbers as float32, in memory too. */
export function asFloats(x: tf.Tensor): tf.Tensor {
  return storedAsTyped(tf.cast(x, 'float32'));
}

/**
 * The same tensor, with floats in memory if it is called float32. On webgpu, a cast of tfjs, also that of the inputs of
 * a model, leaves the integers in memory, and some kernels read their bits as those of floats. The result of an addition
 * is stored as it is called.
 */
export function storedAsTyped(x: tf.Tensor): tf.Tensor {
  if (x.dtype !== 'float32' || tf.getBackend() !== 'webgpu') return x;
  const { tensorMap } = tf.backend() as { tensorMap?: { get(dataId: object): { dtype?: string } } };
  return tensorMap?.get(x.dataId).dtype === 'float32' ? x : tf.add(x, 0);
}
