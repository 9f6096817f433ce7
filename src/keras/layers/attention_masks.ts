import * as tf from '@tensorflow/tfjs';

// The keys that each query may attend to, as booleans of shape [batch, queries, keys], where the batch may be 1.

/** The keys that are not later than the query. */
export function causalMask(queries: number, keys: number): tf.Tensor {
  return tf.greaterEqual(...positions(queries, keys));
}

/** The keys that are less than `width` positions away. */
export function windowMask(queries: number, keys: number, width: number): tf.Tensor {
  return tf.less(tf.abs(tf.sub(...positions(queries, keys))), width);
}

function positions(queries: number, keys: number): [tf.Tensor, tf.Tensor] {
  const range = (length: number) => tf.range(0, length, 1, 'int32');
  return [tf.reshape(range(queries), [1, queries, 1]), tf.reshape(range(keys), [1, 1, keys])];
}

/** The keys allowed by a mask of queries, [batch, queries], or of keys. */
export function maskAlong(what: 'queries' | 'keys', mask: tf.Tensor): tf.Tensor {
  const [batch, length] = mask.shape;
  return tf.reshape(asBool(mask), what === 'queries' ? [batch, length, 1] : [batch, 1, length]);
}

export function asBool(mask: tf.Tensor): tf.Tensor {
  return mask.dtype === 'bool' ? mask : tf.notEqual(mask, 0);
}

/** The keys that all masks allow; `undefined` without masks. */
export function mergedMasks(masks: readonly (tf.Tensor | undefined)[]): tf.Tensor | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  return given.length === 0 ? undefined : given.reduce((a, b) => tf.logicalAnd(a, b));
}

/**
 * How versions of Keras mask a score. It matters only for a query that may attend to nothing: its weights are those
 * of the scores, nearly equal, or equal, or 0.
 */
export type MaskedScores = 'added' | 'replaced' | 'zeroed';

const FAR_BELOW = -1e9;

/** The attention weights: softmax over the last axis, of the unmasked scores. */
export function maskedSoftmax(
  scores: tf.Tensor,
  mask: tf.Tensor | undefined,
  maskedScores: MaskedScores,
): tf.Tensor {
  if (mask === undefined) return tf.softmax(scores);
  if (maskedScores === 'added') {
    const leftOut = tf.sub(1, tf.cast(mask, 'float32'));
    return tf.softmax(tf.add(scores, tf.mul(leftOut, FAR_BELOW)));
  }
  const weights = tf.softmax(tf.where(mask, scores, tf.scalar(FAR_BELOW)));
  return maskedScores === 'zeroed' ? tf.where(mask, weights, tf.scalar(0)) : weights;
}
