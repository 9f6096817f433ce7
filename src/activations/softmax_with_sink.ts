import * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import { isTensor } from '../arguments/tensors.js';
import { softmax, softmax1 } from '../catalogue/softmax_family.js';
import { broadcastsTo } from '../kernels/broadcast.js';
import { alignedMask, slicewise } from '../kernels/slicewise.js';
import { applyAlong } from './slice_op.js';

/**
 * Softmax with an additional entry in the denominator, the sink: `exp(x) / (exp(sink) + sum(exp(x)))`. The values of a slice
 * sum to less than 1, so that attention may attend to nothing.
 *
 * ```js
 * ops.softmaxWithSink([0, Math.log(2)]).print(); // [0.25, 0.5]
 * ```
 *
 * Source: Xiao, Tian, Chen, Han, Lewis 2023, Efficient streaming language models with attention sinks, arXiv:2309.17453;
 * OpenAI 2025, gpt-oss-120b and gpt-oss-20b model card, arXiv:2508.10925.
 *
 * @param x A tensor of rank 1 or more, or values that `tf.tensor` accepts.
 * @param sink A number, or a tensor that broadcasts to `x` and has length 1 along the axis: for scores of shape [batch, heads,
 *   queries, keys], one sink per head has shape [heads, 1, 1]. Default 0.
 * @param axis The axis, or several axes. Default -1, the last.
 * @param mask True or 1 for the entries to keep, of a shape that broadcasts to that of `x`.
 * @returns A float32 tensor of the shape of `x`, differentiable with respect to `x` and the sink to any order. Entries of
 *   -Infinity and masked entries are 0.
 * @throws When an axis is out of range or named twice, and when the sink or the mask does not broadcast.
 */
export function softmaxWithSink<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  sink: number | tf.Tensor = 0,
  axis?: number | number[],
  mask?: tf.Tensor | tf.TensorLike | null,
): T {
  return applyAlong('softmaxWithSink', x, axis, mask, (x, axes, mask) =>
    sharesWithSink(x, sink, axes, mask),
  );
}

/** The same along nonnegative axes. */
export function sharesWithSink(
  x: tf.Tensor,
  sink: number | tf.Tensor,
  axes: readonly number[],
  mask?: tf.Tensor | null,
): tf.Tensor {
  if (sink === 0) return slicewise(softmax1, x, axes, mask);
  return tf.tidy(() => {
    const shapeOfSink = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    checkSink(sink, shapeOfSink);
    const scores = masked(tf.cast(x, 'float32'), mask);
    const entry = tf.broadcastTo(tf.cast(sink, 'float32'), shapeOfSink);
    if (x.size === 0) return tf.mul(scores, entry);
    // The axes are moved to the end and joined, so that the sink is one more entry of each row.
    const others = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const order = [...others, ...[...axes].sort((a, b) => a - b)];
    const outer = others.map((axis) => x.shape[axis]);
    const rows = (tensor: tf.Tensor) => tf.reshape(inOrder(tensor, order), [...outer, -1]);
    const shares = slicewise(softmax, tf.concat([rows(scores), rows(entry)], -1), [outer.length]);
    const length = shares.shape[outer.length] - 1;
    const withoutSink = tf.slice(shares, Array(shares.rank).fill(0), [...outer, length]);
    const permuted = order.map((axis) => x.shape[axis]);
    const undo = tf.backend_util.getUndoAxesPermutation(order);
    return inOrder(tf.reshape(withoutSink, permuted), undo);
  });
}

function masked(x: tf.Tensor, mask: tf.Tensor | null | undefined): tf.Tensor {
  if (mask == null) return x;
  const isKept = tf.broadcastTo(tf.cast(alignedMask(mask, x.shape), 'bool'), x.shape);
  return tf.where(isKept, x, -Infinity);
}

/** The tensor with its axes in this order; without a copy if they already are. */
function inOrder(x: tf.Tensor, order: number[]): tf.Tensor {
  return order.every((axis, i) => axis === i) ? x : tf.transpose(x, order);
}

function checkSink(sink: unknown, shape: readonly number[]): void {
  if (typeof sink === 'number' && !Number.isNaN(sink)) return;
  if (isTensor(sink) && broadcastsTo(sink.shape, shape)) return;
  throw new TypeError(
    `The sink of a softmax must be a number, or a tensor that broadcasts to [${shape}]. Received: ` +
      `sink=${isTensor(sink) ? `a tensor of shape [${sink.shape}]` : show(sink)}`,
  );
}
