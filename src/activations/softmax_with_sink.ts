import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../arguments/axes.js';
import { show } from '../arguments/show.js';
import { isTensor, toTensor } from '../arguments/tensors.js';
import { softmax } from '../catalogue/softmax_family.js';
import { broadcastsTo } from '../kernels/broadcast.js';
import { alignedMask, slicewise } from '../kernels/slicewise.js';

/**
 * Softmax of slices that have one entry more, the sink, whose share is left out: `exp(x) / (exp(sink) + sum(exp(x)))`. So
 * the shares of a slice may sum to less than 1, and attention may attend to nothing.
 *
 * ```js
 * ops.softmaxWithSink([0, Math.log(2)]).print(); // [0.25, 0.5]
 * ```
 *
 * Source: Xiao, Tian, Chen, Han, Lewis 2023, Efficient streaming language models with attention sinks, arXiv:2309.17453;
 * OpenAI 2025, gpt-oss-120b and gpt-oss-20b model card, arXiv:2508.10925.
 *
 * @param x A tensor of rank 1 or more, or what `tf.tensor` makes one of.
 * @param sink A number, or a tensor that broadcasts to `x`, of length 1 along the axis: of scores of the shape [batch, heads,
 *   queries, keys], one for each head is [heads, 1, 1]. Default 0.
 * @param axis The axis, or the axes together. Default -1, the last.
 * @param mask True or 1 for the entries to keep, of a shape that broadcasts to that of `x`.
 * @returns A float32 tensor of the shape of `x`, differentiable by `x` and by the sink to any order. An entry of -Infinity,
 *   and one that the mask leaves out, is 0.
 * @throws When an axis is out of range or named twice, and when the sink or the mask does not broadcast.
 */
export function softmaxWithSink<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  sink: number | tf.Tensor = 0,
  axis?: number | number[],
  mask?: tf.Tensor | tf.TensorLike | null,
): T {
  const owner = 'softmaxWithSink';
  const axes = axis == null ? readAxes(owner) : readAxes(owner, { key: 'axis', value: axis });
  return tf.tidy(() => {
    const scores = toTensor(x);
    const along = resolveAxes(owner, 'axis', axes, scores.rank);
    return sharesWithSink(scores, sink, along, mask == null ? mask : toTensor(mask)) as T;
  });
}

/** The same along axes that are counted from the front. */
export function sharesWithSink(
  x: tf.Tensor,
  sink: number | tf.Tensor,
  axes: readonly number[],
  mask?: tf.Tensor | null,
): tf.Tensor {
  return tf.tidy(() => {
    const ofSink = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    checkSink(sink, ofSink);
    const others = ofSink.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const order = [...others, ...axes];
    const outer = others.map((axis) => x.shape[axis]);
    const inRows = (tensor: tf.Tensor) => tf.reshape(tf.transpose(tensor, order), [...outer, -1]);
    const kept = tf.where(isKept(mask, x), tf.cast(x, 'float32'), -Infinity);
    const entry = tf.broadcastTo(tf.cast(sink, 'float32'), ofSink);
    if (x.size === 0) return tf.mul(kept, entry);
    const length = x.size / tf.util.sizeFromShape(outer);
    const scores = tf.concat([inRows(kept), inRows(entry)], outer.length);
    const shares = slicewise(softmax, scores, [outer.length]);
    const ofEntries = tf.slice(
      shares,
      shares.shape.map(() => 0),
      [...outer, length],
    );
    const back = order.map((_, axis) => order.indexOf(axis));
    const permuted = order.map((axis) => x.shape[axis]);
    return tf.transpose(tf.reshape(ofEntries, permuted), back);
  });
}

function isKept(mask: tf.Tensor | null | undefined, x: tf.Tensor): tf.Tensor {
  if (mask == null) return tf.ones(x.shape, 'bool');
  return tf.broadcastTo(tf.cast(alignedMask(mask, x.shape), 'bool'), x.shape);
}

function checkSink(sink: unknown, shape: readonly number[]): void {
  if (typeof sink === 'number' && !Number.isNaN(sink)) return;
  if (isTensor(sink) && broadcastsTo(sink.shape, shape)) return;
  throw new TypeError(
    `The sink of a softmax must be a number, or a tensor that broadcasts to [${shape}]. Received: ` +
      `sink=${isTensor(sink) ? `a tensor of shape [${sink.shape}]` : show(sink)}`,
  );
}
