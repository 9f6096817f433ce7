import * as tf from '@tensorflow/tfjs';

/** 1 where the condition is true, 0 elsewhere. On webgpu, tfjs casts booleans to other numbers. */
export function asNumbers(condition: tf.Tensor): tf.Tensor {
  const { shape } = condition;
  return tf.where(tf.cast(condition, 'bool'), tf.ones(shape), tf.zeros(shape));
}

/**
 * Numbers as float32. On webgpu, a cast of tfjs, also of the inputs of a model, leaves the integers in memory, and some
 * kernels read their bits as those of floats. A sum is in memory what it is called.
 */
export function asFloats(x: tf.Tensor): tf.Tensor {
  const floats = tf.cast(x, 'float32');
  const { tensorMap } = tf.backend() as { tensorMap?: { get(dataId: object): { dtype?: string } } };
  const stored = tf.getBackend() === 'webgpu' ? tensorMap?.get(floats.dataId).dtype : 'float32';
  return stored === 'float32' ? floats : tf.add(floats, 0);
}
