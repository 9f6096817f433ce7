import * as tf from '@tensorflow/tfjs';

/** 1 where the condition is true, 0 elsewhere. On webgpu, tfjs casts booleans to other numbers. */
export function asNumbers(condition: tf.Tensor): tf.Tensor {
  const { shape } = condition;
  return tf.where(tf.cast(condition, 'bool'), tf.ones(shape), tf.zeros(shape));
}
