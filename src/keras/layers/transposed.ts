import * as tf from '@tensorflow/tfjs';
import { asFloats } from './as_numbers.js';

/** Axes that stay side by side are moved as one: on webgpu, tfjs transposes at most four axes, and only floats. */
export function transposed(x: tf.Tensor, order: readonly number[]): tf.Tensor {
  if (order.every((axis, i) => axis === i)) return x;
  const starts = order.filter((axis, i) => i === 0 || axis !== order[i - 1] + 1);
  const inOrder = [...starts].sort((a, b) => a - b);
  const lengths = inOrder.map((start, i) =>
    tf.util.sizeFromShape(x.shape.slice(start, inOrder[i + 1])),
  );
  const merged = tf.reshape(asFloats(x), lengths);
  const turned = tf.transpose(
    merged,
    starts.map((start) => inOrder.indexOf(start)),
  );
  const made = tf.reshape(
    turned,
    order.map((axis) => x.shape[axis]),
  );
  return x.dtype === 'float32' ? made : tf.cast(made, x.dtype);
}
