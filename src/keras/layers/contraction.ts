import * as tf from '@tensorflow/tfjs';
import { transposed } from './transposed.js';

// Sums of products as reshapes, transpositions and a product of matrices. tfjs's own einsum has no gradient, and not
// all backends have it.

/** A tensor with a label for each axis. */
export interface Labeled {
  readonly x: tf.Tensor;
  readonly labels: readonly string[];
}

/** Sums over the axes that are not kept. */
export function summed({ x, labels }: Labeled, kept: readonly string[]): Labeled {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { x, labels };
  return { x: tf.sum(x, axes), labels: labels.filter((label) => kept.includes(label)) };
}

export function inOrder({ x, labels }: Labeled, order: readonly string[]): tf.Tensor {
  return transposed(
    x,
    order.map((label) => labels.indexOf(label)),
  );
}

/** Without axes of length 1 that the other operand has with another length: an ellipsis is broadcast. */
function withoutOnes({ x, labels }: Labeled, other: Labeled): Labeled {
  const axes = labels.flatMap((label, axis) => {
    const there = other.labels.indexOf(label);
    return x.shape[axis] === 1 && there >= 0 && other.x.shape[there] !== 1 ? [axis] : [];
  });
  if (axes.length === 0) return { x, labels };
  return { x: tf.squeeze(x, axes), labels: labels.filter((_, axis) => !axes.includes(axis)) };
}

/** The product of two operands, summed over the labels of both that are not kept, as one product of matrices. */
export function contracted(left: Labeled, right: Labeled, kept: readonly string[]): Labeled {
  const a = summed(withoutOnes(left, right), [...kept, ...right.labels]);
  const b = summed(withoutOnes(right, left), [...kept, ...left.labels]);
  const both = a.labels.filter((label) => b.labels.includes(label));
  const batch = both.filter((label) => kept.includes(label));
  const inner = both.filter((label) => !kept.includes(label));
  const rows = a.labels.filter((label) => !both.includes(label));
  const columns = b.labels.filter((label) => !both.includes(label));
  const lengthsOf = (labels: readonly string[], { x, labels: all }: Labeled) =>
    labels.map((label) => x.shape[all.indexOf(label)]);
  const size = (labels: readonly string[], of: Labeled) =>
    tf.util.sizeFromShape(lengthsOf(labels, of));
  const product = tf.matMul(
    tf.reshape(inOrder(a, [...batch, ...rows, ...inner]), [
      size(batch, a),
      size(rows, a),
      size(inner, a),
    ]),
    tf.reshape(inOrder(b, [...batch, ...inner, ...columns]), [
      size(batch, a),
      size(inner, a),
      size(columns, b),
    ]),
  );
  return {
    x: tf.reshape(product, [
      ...lengthsOf(batch, a),
      ...lengthsOf(rows, a),
      ...lengthsOf(columns, b),
    ]),
    labels: [...batch, ...rows, ...columns],
  };
}
