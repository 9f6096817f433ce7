import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';

/** A row of features, along which Softmax and the weights of PReLU go. */
export const FEATURES = 100;

/** A layer of this package beside that of tfjs with the same arguments. */
export interface Case {
  readonly name: string;
  readonly ours: () => tf.layers.Layer;
  readonly stock: () => tf.layers.Layer;
  /** Value and slope in float64, of one element; those of Softmax are of a whole row. */
  readonly meaning?: (x: number) => { value: number; slope: number };
}

const ALPHA = 0.3;
const alphaInitializer = () => tf.initializers.constant({ value: ALPHA });

export const cases: readonly Case[] = [
  {
    name: 'LeakyReLU',
    ours: () => layers.leakyReLU({ alpha: ALPHA }),
    stock: () => tf.layers.leakyReLU({ alpha: ALPHA }),
    meaning: (x) => (x > 0 ? { value: x, slope: 1 } : { value: ALPHA * x, slope: ALPHA }),
  },
  {
    name: 'PReLU',
    ours: () => layers.prelu({ alphaInitializer: alphaInitializer() }),
    stock: () => tf.layers.prelu({ alphaInitializer: alphaInitializer() }),
    meaning: (x) => (x > 0 ? { value: x, slope: 1 } : { value: ALPHA * x, slope: ALPHA }),
  },
  {
    name: 'ELU',
    ours: () => layers.elu(),
    stock: () => tf.layers.elu(),
    meaning: (x) => (x > 0 ? { value: x, slope: 1 } : { value: Math.expm1(x), slope: Math.exp(x) }),
  },
  {
    name: 'ThresholdedReLU',
    ours: () => layers.thresholdedReLU({ theta: 1 }),
    stock: () => tf.layers.thresholdedReLU({ theta: 1 }),
    meaning: (x) => (x > 1 ? { value: x, slope: 1 } : { value: 0, slope: 0 }),
  },
  {
    name: 'Softmax',
    ours: () => layers.softmax(),
    stock: () => tf.layers.softmax({ axis: -1 }),
  },
  {
    name: 'ReLU',
    ours: () => layers.reLU(),
    stock: () => tf.layers.reLU(),
    meaning: (x) => (x > 0 ? { value: x, slope: 1 } : { value: 0, slope: 0 }),
  },
  {
    name: 'ReLU, maxValue 6',
    ours: () => layers.reLU({ maxValue: 6 }),
    stock: () => tf.layers.reLU({ maxValue: 6 }),
    meaning: (x) =>
      x > 0 ? { value: Math.min(x, 6), slope: x < 6 ? 1 : 0 } : { value: 0, slope: 0 },
  },
];

/** What must be computed, and the size of the numbers that it is the difference of. */
export interface Expected {
  readonly values: Float64Array;
  readonly scale: Float64Array;
}

/** What a case must compute: the output for `x`, and the gradient for the upstream gradient `dy`. */
export function expected(
  { meaning }: Case,
  x: Float32Array,
  dy: Float32Array,
): Record<'y' | 'dx', Expected> {
  const [y, dx] = [new Float64Array(x.length), new Float64Array(x.length)];
  if (meaning) {
    x.forEach((value, i) => {
      const at = meaning(value);
      y[i] = at.value;
      dx[i] = at.slope * dy[i];
    });
    return { y: { values: y, scale: y }, dx: { values: dx, scale: dx } };
  }
  const scale = new Float64Array(x.length);
  for (let row = 0; row < x.length; row += FEATURES) {
    const inputs = x.subarray(row, row + FEATURES);
    const largest = inputs.reduce((a, b) => Math.max(a, b));
    const powers = Array.from(inputs, (value) => Math.exp(value - largest));
    const sum = powers.reduce((a, b) => a + b);
    powers.forEach((power, i) => {
      y[row + i] = power / sum;
    });
    const terms = powers.map((power, i) => (power / sum) * dy[row + i]);
    const mean = terms.reduce((total, term) => total + term, 0);
    const size = terms.reduce((total, term) => total + Math.abs(term), 0);
    powers.forEach((power, i) => {
      dx[row + i] = (power / sum) * (dy[row + i] - mean);
      scale[row + i] = (power / sum) * (Math.abs(dy[row + i]) + size);
    });
  }
  return { y: { values: y, scale: y }, dx: { values: dx, scale } };
}
