import * as tf from '@tensorflow/tfjs';
import { contracted, inOrder, type Labeled, summed } from '../layers/contraction.js';
import { split } from '../layers/parts.js';
import {
  axisOf,
  batchRefused,
  boolOf,
  floatOf,
  fromFront,
  integerOf,
  moved,
  numbersOf,
  tensorOf,
  unsupported,
} from './arguments.js';
import { pick } from './gradients.js';
import { type Ops, op } from './op.js';
import { diagonal } from './shapes.js';

// Products that sum over axes. A model computes the samples of a batch separately, so the batch must stay first, and
// may not be summed over. Constants have no batch.

/**
 * `tf.einsum`, of which not all backends have a kernel, and whose kernels have no gradient.
 *
 * @param given Tensors of the model, and constants.
 */
export function einsum(equation: string, given: readonly unknown[]): tf.Tensor {
  const operands = given.map(floatOf);
  const { inputs, output } = labelsOf(equation, operands);
  inputs.forEach((labels, i) => {
    if (given[i] instanceof tf.Tensor && labels[0] !== output[0]) batchRefused(equation);
  });
  const all = inputs.map((labels, i) => withoutRepeats({ x: operands[i], labels }));
  const product = all.slice(1).reduce((left, right, i) => {
    const later = all.slice(i + 2).flatMap(({ labels }) => labels);
    return contracted(left, right, [...output, ...later]);
  }, all[0]);
  return inOrder(summed(product, output), output);
}

/** The labels of each operand and of the output, with a label for each axis of an ellipsis. */
function labelsOf(equation: string, operands: readonly tf.Tensor[]) {
  const [left, right] = equation.replace(/\s/g, '').split('->');
  const lists = left.split(',');
  if (lists.length !== operands.length)
    unsupported('number of operands of einsum', String(lists.length), operands.length);
  const ellipses = lists.map((list, i) =>
    list.includes('...') ? operands[i].rank - list.length + 3 : 0,
  );
  const longest = Math.max(...ellipses);
  // Axes of an ellipsis are aligned at its end.
  const ofEllipsis = (count: number) =>
    Array.from({ length: count }, (_, i) => String(longest - count + i));
  const spread = (list: string, count: number) =>
    list.split('...').flatMap((part, i) => [...(i > 0 ? ofEllipsis(count) : []), ...part]);
  const inputs = lists.map((list, i) => spread(list, ellipses[i]));
  const letters = [...left.replace(/[.,]/g, '')];
  const once = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter));
  const output = spread(right ?? `...${once.sort().join('')}`, longest);
  return { inputs, output };
}

/** Diagonals of the axes with the same label. */
function withoutRepeats({ x, labels }: Labeled): Labeled {
  const again = labels.findIndex((label, i) => labels.indexOf(label) < i);
  if (again < 0) return { x, labels };
  const first = labels.indexOf(labels[again]);
  const others = labels.filter((_, i) => i !== first && i !== again);
  return withoutRepeats({ x: diagonal(x, first, again, 0), labels: [...others, labels[again]] });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The product of two tensors, summed over pairs of axes; the other axes of the first come first. */
function tensordot(x1: unknown, x2: unknown, axes1: readonly number[], axes2: readonly number[]) {
  const [a, b] = [floatOf(x1), floatOf(x2)];
  const ofFirst = [...LETTERS.slice(0, a.rank)];
  const ofSecond = [...LETTERS.slice(a.rank, a.rank + b.rank)];
  axes2.forEach((axis, i) => {
    ofSecond[axis] = ofFirst[axes1[i]];
  });
  const output = [
    ...ofFirst.filter((_, axis) => !axes1.includes(axis)),
    ...ofSecond.filter((_, axis) => !axes2.includes(axis)),
  ];
  return einsum(`${ofFirst.join('')},${ofSecond.join('')}->${output.join('')}`, [x1, x2]);
}

/** The product of matrices in the last two axes; the axes before them are broadcast. */
function matmul(x1: unknown, x2: unknown, transposes: readonly boolean[] = []): tf.Tensor {
  const [first, second] = [floatOf(x1), floatOf(x2)];
  const isMatrix = [first, second].map(({ rank }) => rank > 1);
  const ofFirst = isMatrix[0] ? (transposes[0] ? 'ji' : 'ij') : 'j';
  const ofSecond = isMatrix[1] ? (transposes[1] ? 'kj' : 'jk') : 'j';
  const dots = [first, second].map(({ rank }) => (rank > 2 ? '...' : ''));
  const output = `${dots[0] || dots[1]}${isMatrix[0] ? 'i' : ''}${isMatrix[1] ? 'k' : ''}`;
  return einsum(`${dots[0]}${ofFirst},${dots[1]}${ofSecond}->${output}`, [x1, x2]);
}

/** Softmax(query · key) · value for [batch, positions, heads, features]; fewer heads of keys are shared. */
function attention(
  [query, key, value]: readonly tf.Tensor[],
  { bias, mask, scale, is_causal, attn_logits_soft_cap: cap }: Readonly<Record<string, unknown>>,
): tf.Tensor {
  if (cap !== null && cap !== undefined) unsupported('attn_logits_soft_cap', 'null', cap);
  const [, positions, heads, features] = query.shape;
  const [, steps, shared] = key.shape;
  const forEach = (x: tf.Tensor) =>
    heads === shared ? x : pick(x, 2, heads, (i) => Math.floor((i * shared) / heads));
  const products = einsum('btnh,bsnh->bnts', [query, forEach(key)]);
  const scaled = tf.mul(products, floatOf(scale ?? 1 / Math.sqrt(features)));
  const biased = bias === null || bias === undefined ? scaled : tf.add(scaled, floatOf(bias));
  const conditions = [
    ...(mask === null || mask === undefined ? [] : [boolOf(mask)]),
    ...(is_causal === true ? [causal(positions, steps)] : []),
  ].map((each) => tf.broadcastTo(each, biased.shape));
  const masked = conditions.reduce(
    (logits, condition) => tf.where(condition, logits, tf.fill(logits.shape, FAR_BELOW)),
    biased,
  );
  return einsum('bnts,bsnh->btnh', [tf.softmax(masked), forEach(value)]);
}

const FAR_BELOW = -0.7 * 3.4028234663852886e38;

function causal(positions: number, steps: number): tf.Tensor {
  const row = tf.reshape(tf.range(0, positions, 1, 'int32'), [1, 1, positions, 1]);
  return tf.greaterEqual(row, tf.reshape(tf.range(0, steps, 1, 'int32'), [1, 1, 1, steps]));
}

export const products: Ops = {
  cross: op('x1 x2 axisa axisb axisc axis', ({ x1, x2, axisa, axisb, axisc, axis }) => {
    const last = (x: tf.Tensor, along: unknown) =>
      moved(x, fromFront(along ?? -1, x.rank), x.rank - 1);
    const [a, b] = [last(floatOf(x1), axis ?? axisa), last(floatOf(x2), axis ?? axisb)];
    if (a.shape[a.rank - 1] !== 3 || b.shape[b.rank - 1] !== 3) {
      unsupported('length of the vectors of cross', '3', [a.shape, b.shape]);
    }
    const [of1, of2] = [a, b].map((x) => split(x, 3, x.rank - 1));
    const parts = [0, 1, 2].map((i) => {
      const [j, k] = [(i + 1) % 3, (i + 2) % 3];
      return tf.sub(tf.mul(of1[j], of2[k]), tf.mul(of1[k], of2[j]));
    });
    const made = tf.concat(parts, -1);
    return moved(made, made.rank - 1, axisOf(axis ?? axisc ?? -1, made.rank));
  }),
  dot: op('x1 x2', ({ x1, x2 }) => {
    const [a, b] = [tensorOf(x1), tensorOf(x2)];
    if (a.rank === 0 || b.rank === 0) return tf.mul(floatOf(a), floatOf(b));
    return tensordot(x1, x2, [a.rank - 1], [Math.max(b.rank - 2, 0)]);
  }),
  dot_product_attention: op(
    'query key value bias mask scale is_causal attn_logits_soft_cap flash_attention',
    ({ query, key, value, ...others }) => attention([query, key, value].map(floatOf), others),
  ),
  einsum: op('operands subscripts', ({ operands, subscripts }) =>
    einsum(String(subscripts), [operands].flat()),
  ),
  inner: op('x1 x2', ({ x1, x2 }) => {
    const [a, b] = [tensorOf(x1), tensorOf(x2)];
    return tensordot(x1, x2, [a.rank - 1], [b.rank - 1]);
  }),
  matmul: op('x1 x2 transpose_x1 transpose_x2', ({ x1, x2, transpose_x1, transpose_x2 }) =>
    matmul(x1, x2, [transpose_x1 === true, transpose_x2 === true]),
  ),
  matvec: op('x1 x2 transpose_x1', ({ x1, x2, transpose_x1 }) => {
    const column = tf.expandDims(floatOf(x2), -1);
    return tf.squeeze(matmul(x1, column, [transpose_x1 === true]), [-1]);
  }),
  tensordot: op('x1 x2 axes', ({ x1, x2, axes = 2 }) => {
    const [a, b] = [tensorOf(x1), tensorOf(x2)];
    const lists = Array.isArray(axes)
      ? axes.map((each, i) => numbersOf(each).map((axis) => fromFront(axis, [a, b][i].rank)))
      : lastAndFirst(a.rank, integerOf(axes, 'axes of tensordot'));
    return tensordot(x1, x2, lists[0], lists[1]);
  }),
};

function lastAndFirst(rank: number, count: number): number[][] {
  const places = Array.from({ length: count }, (_, i) => i);
  return [places.map((i) => rank - count + i), places];
}
