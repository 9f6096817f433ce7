import * as tf from '@tensorflow/tfjs';
import { type ActivationName, ops } from 'tfjs-advanced-activations';
import { type Activation, defaultsOf, withValues } from '../src/catalogue/activation.js';
import { elementwiseActivations } from '../src/catalogue/catalogue.js';
import { derivative } from '../src/formula/derive.js';
import { evaluator } from '../src/formula/evaluate.js';
import { type Apply, type Case, FEATURES } from './cases.js';

// The activations that tfjs has by name, compared with tfjs's implementation: its classes are used directly, because
// importing this package replaces them. After them, other activations that docs/choosing.md recommends, as a user of
// tfjs composes them from ops.

const stock = {
  relu: (x) => tf.relu(x),
  elu: (x) => tf.elu(x),
  gelu: (x) => tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2))))),
  geluNew: (x) => {
    const cubic = tf.add(x, tf.mul(0.044715, tf.pow(x, 3)));
    return tf.mul(0.5, tf.mul(x, tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), cubic)))));
  },
  hardSigmoid: (x) => tf.clipByValue(tf.add(0.5, tf.mul(0.2, x)), 0, 1),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  relu6: (x) => tf.minimum(6, tf.relu(x)),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  silu: (x) => tf.mul(tf.sigmoid(tf.mul(x, 1)), x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  tanh: (x) => tf.tanh(x),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  hardSilu: (x) => tf.mul(x, tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1)),
  quickGelu: (x) => tf.mul(x, tf.sigmoid(tf.mul(1.702, x))),
  snake: (x) => tf.add(x, tf.square(tf.sin(x))),
  sine: (x) => tf.sin(x),
} as const satisfies Partial<Record<ActivationName, Apply>>;

type Name = keyof typeof stock;

export const catalogueCases: readonly Case[] = (Object.keys(stock) as Name[]).map((name) => ({
  name,
  shape: (size) => [size / FEATURES, FEATURES],
  ours: () => (x) => (ops[name] as Apply)(x),
  stock: () => stock[name],
  expected: (x, dy) => {
    const activation: Activation = elementwiseActivations[name];
    const expression = withValues(activation.formula, defaultsOf(activation) ?? {});
    const value = evaluator(expression, ['x']);
    const slope = evaluator(derivative(expression, 'x'), ['x']);
    const values = Float64Array.from(x, (at) => value(at));
    const slopes = Float64Array.from(x, (at, i) => dy[i] * slope(at));
    // A slope is 1 plus a term that is multiplied by the input.
    const scale = Float64Array.from(x, (at, i) => dy[i] * (1 + Math.abs(at)));
    return { y: { values, scale: values }, dx: { values: slopes, scale } };
  },
}));
