import * as tf from '@tensorflow/tfjs';
import { readAxis, resolveAxes } from '../arguments/axes.js';
import { toTensor } from '../arguments/tensors.js';

/**
 * An activation that changes the length of an axis.
 *
 * @param x A tensor of rank 1 or more, or a value that `tf.tensor` accepts.
 * @param axis Default -1, the last.
 * @throws When the axis is out of range, and when its length is not supported.
 */
export type AxisOp = <T extends tf.Tensor>(x: T | tf.TensorLike, axis?: number) => T;

/** An op that resolves its axis and calls `apply`. */
export function axisOp(name: string, apply: (x: tf.Tensor, axis: number) => tf.Tensor): AxisOp {
  return <T extends tf.Tensor>(x: T | tf.TensorLike, axis?: number) => {
    const given = readAxis(name, axis == null ? undefined : { key: 'axis', value: axis });
    return tf.tidy(() => {
      const tensor = toTensor(x);
      const [resolved] = resolveAxes(name, 'axis', [given], tensor.rank);
      return apply(tensor, resolved) as T;
    });
  };
}
