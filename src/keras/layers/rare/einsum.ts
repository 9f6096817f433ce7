import * as tf from '@tensorflow/tfjs';

// Sums of products over two tensors as reshapes, transpositions and one matrix product, which have gradients on all
// backends; tfjs's own einsum has no gradient.

/** The labels of the axes of two operands and of the result: `'abc'`, `'cd'`, `'abd'`. */
export interface Labels {
  readonly first: string;
  readonly second: string;
  readonly result: string;
}

/** The sum of the products of two tensors over the labels that the result does not have. */
export function einsum(x: tf.Tensor, y: tf.Tensor, labels: Labels): tf.Tensor {
  const { result } = labels;
  const [first, ofFirst] = summed(x, labels.first, labels.second + result);
  const [second, ofSecond] = summed(y, labels.second, labels.first + result);
  const lengths = new Map([
    ...[...ofFirst].map((label, axis) => [label, first.shape[axis]] as const),
    ...[...ofSecond].map((label, axis) => [label, second.shape[axis]] as const),
  ]);
  const both = [...ofFirst].filter((label) => ofSecond.includes(label));
  const batch = both.filter((label) => result.includes(label));
  const products = both.filter((label) => !result.includes(label));
  const left = [...ofFirst].filter((label) => !both.includes(label));
  const right = [...ofSecond].filter((label) => !both.includes(label));
  const size = (each: readonly string[]) =>
    each.reduce((count, label) => count * (lengths.get(label) as number), 1);
  const a = arranged(first, ofFirst, [...batch, ...left, ...products]);
  const b = arranged(second, ofSecond, [...batch, ...products, ...right]);
  const product = tf.matMul(
    tf.reshape(a, [size(batch), size(left), size(products)]),
    tf.reshape(b, [size(batch), size(products), size(right)]),
  );
  const made = [...batch, ...left, ...right];
  const shape = made.map((label) => lengths.get(label) as number);
  return arranged(tf.reshape(product, shape), made.join(''), [...result]);
}

/** Without the axes whose labels nothing else has, over which it is summed. */
function summed(x: tf.Tensor, labels: string, others: string): readonly [tf.Tensor, string] {
  const axes = [...labels].flatMap((label, axis) => (others.includes(label) ? [] : [axis]));
  const rest = [...labels].filter((label) => others.includes(label)).join('');
  return [axes.length > 0 ? tf.sum(x, axes) : x, rest];
}

function arranged(x: tf.Tensor, labels: string, wanted: readonly string[]): tf.Tensor {
  return transposed(
    x,
    wanted.map((label) => labels.indexOf(label)),
  );
}

/** A transposition in which axes that stay together are one axis: tfjs transposes few axes at once. */
function transposed(x: tf.Tensor, order: readonly number[]): tf.Tensor {
  const runs: number[][] = [];
  for (const axis of order) {
    const last = runs.at(-1);
    if (last !== undefined && last[last.length - 1] === axis - 1) last.push(axis);
    else runs.push([axis]);
  }
  if (runs.length <= 1) return x;
  const sorted = [...runs].sort(([a], [b]) => a - b);
  const lengths = sorted.map((run) => run.reduce((count, axis) => count * x.shape[axis], 1));
  const y = tf.transpose(
    tf.reshape(x, lengths),
    runs.map((run) => sorted.indexOf(run)),
  );
  return tf.reshape(
    y,
    order.map((axis) => x.shape[axis]),
  );
}
