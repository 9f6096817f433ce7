import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';

/** A row of features, along which Softmax and the weights of PReLU go. */
export const FEATURES = 100;

export type Apply = (x: tf.Tensor) => tf.Tensor;

/** What this package computes beside what tfjs does. */
export interface Case {
  readonly name: string;
  /** The shape of so many floats. */
  shape(size: number): number[];
  /** A new layer, as a function; where tfjs has none that can, the shortest composition of its ops. */
  ours(): Apply;
  stock(): Apply;
  /** The output for `x`, and the gradient for the upstream gradient `dy`, in float64. */
  expected(x: Float32Array, dy: Float32Array): Record<'y' | 'dx', Expected>;
}

/** What must be computed, and the size of the numbers that it is the difference of. */
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

/** A layer that computes each element by itself. */
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

/** The layers of Keras, by the names of their arguments. */
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

/** Softmax of slices of all kinds, of a million floats. */
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

function inBlocks(size: number): number[] {
  return [size / 1e4, 100, 100];
}

/** Which keys a query may attend to: those up to itself. */
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
    expected: (x, dy) => {
      const lengths = shape(x.length);
      const product = (from: number, to: number) =>
        lengths.slice(from, to).reduce((a, b) => a * b, 1);
      const [first, end] = [axes[0], axes[axes.length - 1] + 1];
      const [length, inner] = [product(first, end), product(end, lengths.length)];
      const kept = mask?.().dataSync();
      const of = (): Expected => {
        return { values: new Float64Array(x.length), scale: new Float64Array(x.length) };
      };
      const [y, dx] = [of(), of()];
      for (let slice = 0; slice < x.length / length; slice++) {
        const start = Math.floor(slice / inner) * length * inner + (slice % inner);
        let [largest, sum, mean, size] = [-Infinity, 0, 0, 0];
        const each = (visit: (i: number) => void) => {
          for (let i = start; i < start + length * inner; i += inner) {
            if (kept === undefined || kept[i % kept.length]) visit(i);
          }
        };
        each((i) => {
          largest = Math.max(largest, x[i]);
        });
        each((i) => {
          y.values[i] = Math.exp(x[i] - largest);
          sum += y.values[i];
        });
        each((i) => {
          y.values[i] /= sum;
          y.scale[i] = y.values[i];
          mean += y.values[i] * dy[i];
          size += Math.abs(y.values[i] * dy[i]);
        });
        each((i) => {
          dx.values[i] = y.values[i] * (dy[i] - mean);
          dx.scale[i] = y.values[i] * (Math.abs(dy[i]) + size);
        });
      }
      return { y, dx };
    },
  };
}
