import * as tf from '@tensorflow/tfjs';
import { alongAxis, sliceAlong } from '../layers/along_axis.js';
import { split } from '../layers/parts.js';
import { transposed } from '../layers/transposed.js';
import {
  axesOf,
  axisOf,
  boolOf,
  castTo,
  floatOf,
  fromFrontOf,
  inInts,
  integerOf,
  numberOf,
  numbersOf,
  tensorOf,
  unsupported,
} from './arguments.js';
import { withoutNaN } from './elementwise.js';
import { absolute, constant, elementsAt, extreme } from './gradients.js';
import { along, type Op, type Ops, op, reduction } from './op.js';

const largest = extreme(tf.max);
const smallest = extreme(tf.min);
const variance = (x: tf.Tensor, axes: number[], keepDims: boolean) =>
  tf.moments(x, axes, keepDims).variance;

const step = (
  compute: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  read = numberOf,
) => reduction((x, axes, keepDims) => constant((x) => compute(x, axes, keepDims), x), read);

const index = (compute: (x: tf.Tensor, axis: number) => tf.Tensor) =>
  along(
    'x axis keepdims',
    (x, axis, { keepdims }) => {
      const made = constant((x) => compute(x, axis), x);
      return keepdims === true ? tf.expandDims(made, axis) : made;
    },
    { read: numberOf },
  );

/** The same without the elements that are NaN. */
const skipping = (
  compute: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  value: number,
) => reduction((x, axes, keepDims) => compute(withoutNaN(x, value), axes, keepDims), floatOf);

/** With the largest number that is not NaN, for an extreme of numbers that may all be NaN. */
const extremeOfNumbers = (compute: typeof largest, value: number) =>
  reduction((x, axes, keepDims) => {
    const found = compute(withoutNaN(x, value), axes, keepDims);
    const count = countOfNumbers(x, axes, keepDims);
    const isEmpty = constant((count) => tf.equal(count, 0), count);
    return tf.where(isEmpty, tf.fill(found.shape, Number.NaN), found);
  }, floatOf);

function countOfNumbers(x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
  return constant((x) => tf.sum(tf.sub(1, floatOf(tf.isNaN(x))), axes, keepDims), x);
}

function meanOfNumbers(x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
  return overCount(tf.sum(withoutNaN(x, 0), axes, keepDims), countOfNumbers(x, axes, keepDims));
}

function varianceOfNumbers(
  x: tf.Tensor,
  axes: number[],
  keepDims: boolean,
  finish?: (variance: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const count = countOfNumbers(x, axes, true);
  const numbers = withoutNaN(x, 0);
  const mean = tf.div(tf.sum(numbers, axes, true), tf.maximum(count, 1));
  const isNumber = constant((x) => tf.sub(1, floatOf(tf.isNaN(x))), x);
  const squares = tf.square(tf.mul(tf.sub(numbers, mean), isNumber));
  const sum = tf.sum(squares, axes, keepDims);
  return overCount(sum, countOfNumbers(x, axes, keepDims), finish);
}

/** A mean; NaN for a count of 0, after other functions, whose gradients would be NaN too. */
function overCount(
  sum: tf.Tensor,
  count: tf.Tensor,
  finish = (mean: tf.Tensor) => mean,
): tf.Tensor {
  const isEmpty = constant((count) => tf.equal(count, 0), count);
  const mean = tf.div(sum, tf.maximum(count, 1));
  const safe = tf.where(isEmpty, tf.onesLike(mean), mean);
  return tf.where(isEmpty, tf.fill(sum.shape, Number.NaN), finish(safe));
}

/**
 * Combines each element along an axis with all before it, or behind it, in steps of double lengths. The functions of
 * tfjs have no gradient or a wrong one, and are wrong on webgpu.
 */
function cumulative(
  x: tf.Tensor,
  axis: number,
  combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  { neutral, exclusive, reverse }: { neutral: number; exclusive?: boolean; reverse?: boolean },
): tf.Tensor {
  const length = x.shape[axis];
  const shifted = (y: tf.Tensor, count: number) =>
    alongAxis(y, axis, (flat) => {
      const [before, , behind] = flat.shape;
      const added = tf.fill([before, count, behind], neutral);
      const kept = sliceAlong(flat, 1, reverse ? count : 0, length - count);
      return tf.concat(reverse ? [kept, added] : [added, kept], 1);
    });
  let y = exclusive ? shifted(x, 1) : x;
  for (let count = 1; count < length; count *= 2) y = combine(y, shifted(y, count));
  return y;
}

/** The product along axes, by halves. The function of tfjs is wrong on webgpu. */
function product(x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
  const [last, shape] = withAxesLast(x, axes);
  const axis = shape.length;
  let y = last;
  while (y.shape[axis] > 1) {
    const half = Math.floor(y.shape[axis] / 2);
    const [first, second, ...rest] = split(
      y,
      [half, half, ...(y.shape[axis] % 2 ? [1] : [])],
      axis,
    );
    y = tf.concat([tf.mul(first, second), ...rest], axis);
  }
  return reduced(x, tf.reshape(y, shape), axes, keepDims);
}

/** With axes as the last one, and the shape of the others. */
function withAxesLast(x: tf.Tensor, axes: number[]): readonly [tf.Tensor, number[]] {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const shape = kept.map((axis) => x.shape[axis]);
  return [tf.reshape(transposed(x, [...kept, ...axes]), [...shape, -1]), shape];
}

/** The result of a reduction of `x`, with the axes that are kept. */
function reduced(x: tf.Tensor, y: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
  const ones = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return keepDims ? tf.reshape(y, ones) : y;
}

/** The places of the elements along an axis in ascending order. tfjs sorts along the last axis, the largest first. */
function orderAlong(x: tf.Tensor, axis: number, isDescending = false): tf.Tensor {
  return constant((x) => {
    const order = x.shape.map((_, i) => i);
    order[axis] = x.rank - 1;
    order[x.rank - 1] = axis;
    const { indices } = tf.topk(transposed(isDescending ? x : tf.neg(x), order), x.shape[axis]);
    return transposed(indices, order);
  }, x);
}

/** @param places A tensor of integers with the shape of `x`, except along the axis. */
function takenAlong(x: tf.Tensor, places: tf.Tensor, axis: number): tf.Tensor {
  const strides = tf.util.computeStrides(x.shape).concat(1);
  const offsets = x.shape.reduce<tf.Tensor>(
    (sum, length, i) => {
      if (i === axis) return sum;
      const shape = x.shape.map((_, each) => (each === i ? length : 1));
      return tf.add(sum, tf.reshape(tf.range(0, length * strides[i], strides[i], 'int32'), shape));
    },
    tf.scalar(0, 'int32'),
  );
  const flat = constant((places) => {
    const fromFront = fromFrontOf(places, x.shape[axis]);
    return tf.add(tf.mul(fromFront, tf.scalar(strides[axis], 'int32')), offsets);
  }, places);
  return elementsAt(tf.reshape(x, [-1]), flat, 0);
}

function sorted(x: tf.Tensor, axis: number): tf.Tensor {
  return takenAlong(x, orderAlong(x, axis), axis);
}

/** How a quantile between two elements is computed from its place. */
const METHODS: Readonly<Record<string, (place: number) => number>> = {
  linear: (place) => place,
  lower: Math.floor,
  higher: Math.ceil,
  midpoint: (place) => (Math.floor(place) + Math.ceil(place)) / 2,
  nearest: (place) => {
    const [low, rest] = [Math.floor(place), place % 1];
    return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low; // Halves become even.
  },
};

function quantile(x: tf.Tensor, axes: number[], keepDims: boolean, q: number, method: string) {
  const [last, shape] = withAxesLast(x, axes);
  const all = sorted(last, shape.length);
  const place = METHODS[method](q * (all.shape[shape.length] - 1));
  const at = (index: number) => elementsAt(all, tf.scalar(index, 'int32'), shape.length);
  const [low, weight] = [Math.floor(place), place % 1];
  const made =
    weight === 0 ? at(low) : tf.add(tf.mul(at(low), 1 - weight), tf.mul(at(low + 1), weight));
  return reduced(x, made, axes, keepDims);
}

const quantileOp = (scale: number): Op =>
  op('x q axis method keepdims', ({ x, q, axis, method = 'linear', keepdims }) => {
    const tensor = floatOf(x);
    if (typeof q !== 'number') unsupported('q of a quantile', 'a number', q);
    if (!Object.hasOwn(METHODS, String(method)))
      unsupported('method of a quantile', Object.keys(METHODS).join(', '), method);
    return quantile(
      tensor,
      axesOf(axis, tensor.rank),
      keepdims === true,
      Number(q) / scale,
      String(method),
    );
  });

/** The names of the norm of order 2 of a vector, and of the Frobenius norm of a matrix. */
const EUCLIDEAN: readonly unknown[] = [null, undefined, 'euclidean', 'fro'];

/** The norm of vectors, or of matrices if there are two axes. */
function norm(x: tf.Tensor, axes: number[], keepDims: boolean, ord: unknown): tf.Tensor {
  if (EUCLIDEAN.includes(ord) || (ord === 2 && axes.length === 1)) {
    return tf.sqrt(tf.sum(tf.square(x), axes, keepDims));
  }
  if (axes.length > 1) unsupported('order of the norm of a matrix', "'fro'", ord);
  if (typeof ord !== 'number') return unsupported('order of a norm', 'a number', ord);
  const size = absolute(x);
  if (ord === Infinity) return largest(size, axes, keepDims);
  if (ord === -Infinity) return smallest(size, axes, keepDims);
  if (ord === 0) return constant((x) => tf.sum(floatOf(tf.notEqual(x, 0)), axes, keepDims), x);
  if (ord === 1) return tf.sum(size, axes, keepDims);
  return tf.pow(tf.sum(tf.pow(size, ord), axes, keepDims), 1 / ord);
}

/** @param least A lower bound of the sum of the squares. */
function normalized(x: tf.Tensor, axis: unknown, least: number): tf.Tensor {
  const squares = tf.sum(tf.square(x), axesOf(axis, x.rank), true);
  return tf.mul(x, tf.rsqrt(tf.maximum(squares, least)));
}

/** Each element along an axis with the next. */
function neighbors(x: tf.Tensor, axis: number): readonly [tf.Tensor, tf.Tensor] {
  const count = x.shape[axis] - 1;
  return [sliceAlong(x, axis, 0, count), sliceAlong(x, axis, 1, count)];
}

/** The extreme of the elements and of an initial value. */
const extremeOp = (compute: typeof largest, ofTwo: typeof tf.maximum): Op =>
  op('x axis keepdims initial', ({ x, axis, keepdims, initial }) => {
    const tensor = numberOf(x);
    const axes = axesOf(axis, tensor.rank);
    const found = inInts(tensor, (x) => compute(x, axes, keepdims === true));
    return initial === null || initial === undefined ? found : ofTwo(found, Number(initial));
  });

export const reductions: Ops = {
  all: step(tf.all, boolOf),
  amax: reduction(largest),
  amin: reduction(smallest),
  any: step(tf.any, boolOf),
  argmax: index(tf.argMax),
  argmin: index(tf.argMin),
  average: op('x weights axis', ({ x, weights, axis }) => {
    const tensor = floatOf(x);
    const axes = axesOf(axis, tensor.rank);
    if (weights === null || weights === undefined) return tf.mean(tensor, axes);
    const given = floatOf(weights);
    const shape =
      given.rank === 1
        ? tensor.shape.map((length, i) => (i === axes[0] ? length : 1))
        : given.shape;
    const factors = tf.broadcastTo(tf.reshape(given, shape), tensor.shape);
    return tf.div(tf.sum(tf.mul(tensor, factors), axes), tf.sum(factors, axes));
  }),
  count_nonzero: step((x, axes) => tf.cast(tf.sum(floatOf(x), axes), 'int32'), boolOf),
  logsumexp: reduction(tf.logSumExp, floatOf),
  max: extremeOp(largest, tf.maximum),
  mean: reduction(tf.mean, floatOf),
  median: reduction((x, axes, keepDims) => quantile(x, axes, keepDims, 0.5, 'linear'), floatOf),
  min: extremeOp(smallest, tf.minimum),
  nanmax: extremeOfNumbers(largest, -Infinity),
  nanmean: reduction(meanOfNumbers, floatOf),
  nanmin: extremeOfNumbers(smallest, Infinity),
  nanprod: skipping(product, 1),
  nanstd: reduction((x, axes, keepDims) => varianceOfNumbers(x, axes, keepDims, tf.sqrt), floatOf),
  nansum: skipping(tf.sum, 0),
  nanvar: reduction((x, axes, keepDims) => varianceOfNumbers(x, axes, keepDims), floatOf),
  percentile: quantileOp(100),
  prod: op('x axis keepdims dtype', ({ x, axis, keepdims, dtype }) => {
    const tensor = castTo(numberOf(x), dtype);
    return inInts(tensor, (x) => product(x, axesOf(axis, x.rank), keepdims === true));
  }),
  ptp: reduction((...given) => tf.sub(largest(...given), smallest(...given))),
  quantile: quantileOp(1),
  reduce_euclidean_norm: reduction((x, axes, keepDims) => norm(x, axes, keepDims, null), floatOf),
  std: reduction((...given) => tf.sqrt(variance(...given)), floatOf),
  sum: reduction(tf.sum),
  var: reduction(variance, floatOf),

  moments: op('x axes keepdims', ({ x, axes, keepdims }) => {
    const tensor = floatOf(x);
    const { mean, variance } = tf.moments(tensor, axesOf(axes, tensor.rank), keepdims === true);
    return [mean, variance];
  }),
  l2_normalize: op('x axis epsilon', ({ x, axis, epsilon }) =>
    normalized(floatOf(x), axis, Number(epsilon)),
  ),
  norm: op('x ord axis keepdims', ({ x, ord, axis, keepdims }) => {
    const tensor = floatOf(x);
    return norm(tensor, axesOf(axis, tensor.rank), keepdims === true, ord);
  }),
  normalize: op('x axis order epsilon', ({ x, axis, order, epsilon }) => {
    const tensor = floatOf(x);
    const least = Number(epsilon ?? 1e-7);
    if ((order ?? 2) === 2) return normalized(tensor, axis ?? -1, least ** 2);
    return tf.div(
      tensor,
      tf.maximum(norm(tensor, axesOf(axis ?? -1, tensor.rank), true, order), least),
    );
  }),

  argsort: along('x axis', (x, axis) => orderAlong(x, axis), { read: floatOf, byDefault: -1 }),
  cumprod: along(
    'x axis dtype',
    (x, axis, { dtype }) =>
      inInts(castTo(x, dtype), (x) => cumulative(x, axis, tf.mul, { neutral: 1 })),
    { read: numberOf },
  ),
  cumsum: along(
    'x axis dtype exclusive reverse',
    (x, axis, { dtype, exclusive, reverse }) => {
      const options = { neutral: 0, exclusive: exclusive === true, reverse: reverse === true };
      return inInts(castTo(x, dtype), (x) => cumulative(x, axis, tf.add, options));
    },
    { read: numberOf },
  ),
  diff: op('x n axis', ({ x, n = 1, axis = -1 }) => {
    const tensor = numberOf(x);
    const along = axisOf(axis, tensor.rank);
    const times = Array.from({ length: integerOf(n, 'n of diff') });
    return times.reduce<tf.Tensor>((y) => {
      const [each, next] = neighbors(y, along);
      return tf.sub(next, each);
    }, tensor);
  }),
  flip: op('x axis', ({ x, axis }) => {
    const tensor = tensorOf(x);
    return tf.reverse(tensor, axesOf(axis, tensor.rank));
  }),
  sort: along(
    'x axis direction',
    (x, axis, { direction = 'ascending' }) => {
      const isDescending = String(direction).toLowerCase() === 'descending';
      return takenAlong(x, orderAlong(x, axis, isDescending), axis);
    },
    { read: floatOf, byDefault: -1 },
  ),
  take_along_axis: along('x indices axis', (x, axis, { indices }) => {
    const places = castTo(tensorOf(indices), 'int32');
    const join = (from: tf.Tensor, to: tf.Tensor) => {
      const shape = from.shape.map((length, i) =>
        i === axis ? length : Math.max(length, to.shape[i]),
      );
      return String(shape) === String(from.shape) ? from : tf.broadcastTo(from, shape);
    };
    return takenAlong(join(x, places), join(places, x), axis);
  }),
  top_k: op('x k sorted', ({ x, k }) => {
    const tensor = floatOf(x);
    const places = constant((x) => tf.topk(x, integerOf(k, 'k of top_k')).indices, tensor);
    return [takenAlong(tensor, places, tensor.rank - 1), places];
  }),
  trapezoid: op('y x dx axis', ({ y, x, dx = 1, axis = -1 }) => {
    const tensor = floatOf(y);
    const along = axisOf(axis, tensor.rank);
    const [a, b] = neighbors(tensor, along);
    const areas = tf.mul(tf.add(a, b), 0.5);
    if (x === null || x === undefined) return tf.mul(tf.sum(areas, along), Number(dx));
    const places = numbersOf(x);
    const shape = tensor.shape.map((length, i) => (i === along ? length - 1 : 1));
    const widths = tf.tensor(
      places.slice(1).map((place, i) => place - places[i]),
      shape,
    );
    return tf.sum(tf.mul(areas, widths), along);
  }),
};
