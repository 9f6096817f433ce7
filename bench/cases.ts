import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';
import { references, total } from '../test/support/slices.js';

/** The length of a row of features, the axis of Softmax and of the weights of PReLU. */
export const FEATURES = 100;

export type Apply = (x: tf.Tensor) => tf.Tensor;

/** A computation of this package that is compared with that of tfjs. */
export interface Case {
  readonly name: string;
  /** The shape for this number of floats. */
  shape(size: number): number[];
  /** A new layer, as a function. If tfjs has no such layer, `stock` is the shortest composition of its ops. */
  ours(): Apply;
  stock(): Apply;
  /** The output for `x`, and the gradient for the upstream gradient `dy`, in float64. */
  expected(x: Float32Array, dy: Float32Array): Record<'y' | 'dx', Expected>;
}

/** The exact values, and the size of the terms whose difference they are. */
export interface Expected {
  readonly values: Float64Array;
  readonly scale: Float64Array;
}

const applied = (
  layer: tf.layers.Layer,
  kwargs?: Parameters<tf.layers.Layer['apply']>[1],
): Apply => {
  return (x) => layer.apply(x, kwargs) as tf.Tensor;
};

const inRows = (length: number) => (size: number) => [size / length, length];

/** A layer that computes each element separately. */
function elementwise(
  name: string,
  ours: () => tf.layers.Layer,
  stock: () => tf.layers.Layer,
  meaning: (x: number) => { value: number; slope: number },
): Case {
  return {
    name,
    shape: inRows(FEATURES),
    ours: () => applied(ours()),
    stock: () => applied(stock()),
    expected: (x, dy) => {
      const [y, dx] = [new Float64Array(x.length), new Float64Array(x.length)];
      x.forEach((value, i) => {
        const at = meaning(value);
        y[i] = at.value;
        dx[i] = at.slope * dy[i];
      });
      return { y: { values: y, scale: y }, dx: { values: dx, scale: dx } };
    },
  };
}

const ALPHA = 0.3;
const alphaInitializer = () => tf.initializers.constant({ value: ALPHA });

const linear = (slope: number, x: number) => ({ value: slope * x, slope });
const leaky = (x: number) => linear(x > 0 ? 1 : ALPHA, x);

const stockOfRows = () => applied(tf.layers.softmax({ axis: -1 }));

/** The layers of Keras, with their arguments in the name. */
export const layerCases: readonly Case[] = [
  elementwise(
    'LeakyReLU',
    () => layers.leakyReLU({ alpha: ALPHA }),
    () => tf.layers.leakyReLU({ alpha: ALPHA }),
    leaky,
  ),
  elementwise(
    'PReLU',
    () => layers.prelu({ alphaInitializer: alphaInitializer() }),
    () => tf.layers.prelu({ alphaInitializer: alphaInitializer() }),
    leaky,
  ),
  elementwise(
    'ELU',
    () => layers.elu(),
    () => tf.layers.elu(),
    (x) => (x > 0 ? linear(1, x) : { value: Math.expm1(x), slope: Math.exp(x) }),
  ),
  elementwise(
    'ThresholdedReLU',
    () => layers.thresholdedReLU({ theta: 1 }),
    () => tf.layers.thresholdedReLU({ theta: 1 }),
    (x) => linear(x > 1 ? 1 : 0, x),
  ),
  softmax('Softmax', inRows(FEATURES), [1], stockOfRows),
  elementwise(
    'ReLU',
    () => layers.reLU(),
    () => tf.layers.reLU(),
    (x) => linear(x > 0 ? 1 : 0, x),
  ),
  elementwise(
    'ReLU, maxValue 6',
    () => layers.reLU({ maxValue: 6 }),
    () => tf.layers.reLU({ maxValue: 6 }),
    (x) => (x < 6 ? linear(x > 0 ? 1 : 0, x) : { value: 6, slope: 0 }),
  ),
];

/** Softmax of slices of several lengths and axes, over a million floats. */
export const softmaxCases: readonly Case[] = [
  softmax('rows of 10', inRows(10), [1], stockOfRows),
  softmax('rows of 1,000', inRows(1e3), [1], stockOfRows),
  softmax('rows of 100,000', inRows(1e5), [1], stockOfRows),
  softmax('the middle axis of [n, 100, 100]', inBlocks, [1], () => (x) => {
    return tf.transpose(tf.softmax(tf.transpose(x, [0, 2, 1])), [0, 2, 1]);
  }),
  softmax(
    'the last two axes of [n, 10, 10]',
    (size) => [size / 100, 10, 10],
    [1, 2],
    () => (x) => {
      return tf.reshape(tf.softmax(tf.reshape(x, [-1, 100])), x.shape);
    },
  ),
  softmax(
    '[n, 100, 100] with a causal mask',
    inBlocks,
    [2],
    () => (x) => tf.softmax(tf.where(causal(), x, tf.scalar(-Infinity))),
    causal,
  ),
];

/** Computed by sorting, as in the paper. tfjs has no gradient of a comparison. */
const sparsemaxOfStock = tf.customGrad((x, save) => {
  const scores = x as tf.Tensor;
  const length = scores.shape[1] as number;
  const shifted = tf.sub(scores, tf.max(scores, 1, true));
  const { values: sorted } = tf.topk(shifted, length);
  const isIn = tf.less(tf.sub(tf.cumsum(sorted, 1), 1), tf.mul(tf.range(1, length + 1), sorted));
  const count = tf.sum(isIn, 1, true);
  const threshold = tf.div(tf.sub(tf.sum(tf.where(isIn, sorted, 0), 1, true), 1), count);
  const value = tf.relu(tf.sub(shifted, threshold));
  (save as tf.GradSaveFunc)([value]);
  return {
    value,
    gradFunc: (dy, [y]) => {
      const support = tf.greater(y, 0);
      const mean = tf.div(tf.sum(tf.where(support, dy, 0), 1, true), tf.sum(support, 1, true));
      return tf.where(support, tf.sub(dy, mean), 0);
    },
  };
}) as Apply;

/** The other activations of the softmax family, over a million floats in rows of 1,000. */
export const relativeCases: readonly Case[] = [
  relative('logSoftmax', layers.logSoftmax, (x) => tf.logSoftmax(x)),
  relative('softmin', layers.softmin, (x) => tf.softmax(tf.neg(x))),
  relative('sparsemax', layers.sparsemax, sparsemaxOfStock),
  relative('hardmax', layers.hardmax, (x) => {
    return tf.oneHot(tf.argMax(x, 1).as1D(), x.shape[1] as number).toFloat();
  }),
];

function inBlocks(size: number): number[] {
  return [size / 1e4, 100, 100];
}

/** The keys that a query may attend to: those up to its own position. */
function causal(): tf.Tensor {
  return tf.tidy(() => {
    const place = tf.range(0, 100);
    return tf.lessEqual(tf.reshape(place, [1, 1, 100]), tf.reshape(place, [1, 100, 1]));
  });
}

function softmax(
  name: string,
  shape: (size: number) => number[],
  axes: number[],
  stock: () => Apply,
  mask?: () => tf.Tensor,
): Case {
  return {
    name,
    shape,
    ours: () => applied(layers.softmax({ axis: axes }), mask && { mask: mask() }),
    stock,
    expected: (x, dy) => inSlices(x, dy, shape(x.length), axes, 'softmax', mask?.().dataSync()),
  };
}

function relative(name: Exclude<Name, 'softmax'>, ours: () => tf.layers.Layer, stock: Apply): Case {
  const shape = inRows(1e3);
  return {
    name,
    shape,
    ours: () => applied(ours()),
    stock: () => stock,
    expected: (x, dy) => inSlices(x, dy, shape(x.length), [1], name),
  };
}

type Name = keyof typeof references;

const ofSoftmax = (y: number[], dy: number[]) => {
  const sum = total(y.map((share, i) => share * dy[i]));
  return y.map((share, i) => share * (dy[i] + sum));
};

/** The size of the terms whose difference the gradient is, computed from the absolute upstream gradient. */
const sizesOf: Readonly<Record<Name, (y: number[], dy: number[]) => number[]>> = {
  softmax: ofSoftmax,
  softmin: ofSoftmax,
  softmax1: ofSoftmax,
  logSoftmax: (y, dy) => y.map((log, i) => dy[i] + Math.exp(log) * total(dy)),
  sparsemax: (_, dy) => dy.map((size) => size + total(dy) / dy.length),
  entmax15: (_, dy) => dy.map((size) => size + total(dy) / dy.length),
  hardmax: (_, dy) => dy,
};

/** Applies the definition to each slice along adjacent axes, without masked entries. */
function inSlices(
  x: Float32Array,
  dy: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
  name: Name,
  mask?: ArrayLike<number>,
): Record<'y' | 'dx', Expected> {
  const { value, gradient } = references[name];
  const product = (from: number, to: number) => shape.slice(from, to).reduce((a, b) => a * b, 1);
  const [first, end] = [axes[0], axes[axes.length - 1] + 1];
  const [length, inner] = [product(first, end), product(end, shape.length)];
  const nothing = (): Expected => {
    return { values: new Float64Array(x.length), scale: new Float64Array(x.length) };
  };
  const [y, dx] = [nothing(), nothing()];
  for (let slice = 0; slice < x.length / length; slice++) {
    const start = Math.floor(slice / inner) * length * inner + (slice % inner);
    const places: number[] = [];
    for (let i = start; i < start + length * inner; i += inner) {
      if (mask === undefined || mask[i % mask.length]) places.push(i);
    }
    const of = (values: Float32Array) => places.map((place) => values[place]);
    const [values, slopes] = [value(of(x)), gradient(of(x), of(dy))];
    const sizes = sizesOf[name](values, of(dy).map(Math.abs));
    places.forEach((place, i) => {
      y.values[place] = values[i];
      y.scale[place] = values[i];
      dx.values[place] = slopes[i];
      dx.scale[place] = sizes[i];
    });
  }
  return { y, dx };
}
