import type { Activation } from './activation.js';

// The input times a gate of itself, which is 1 to the last bit where the formula has `x` alone, and 0 where
// it holds the input: an infinity times a 0, in the value or in a slope, would be NaN.

/**
 * Swish, or sigmoid linear unit.
 * Elfwing, Uchibe, Doya 2017; Ramachandran, Zoph, Le 2017, Searching for activation functions.
 */
export const silu = {
  formula: 'x <= 40 ? max(x, -200) * sigmoid(x) : x',
  parameters: {},
  also: ['swish'],
} as const satisfies Activation;

/** The same with a slope of the gate, which may be learnt. Source: `keras_contrib.layers.Swish`. */
export const parametricSwish = {
  formula: 'beta * x <= -100 ? 0 : beta * x <= 40 ? x * sigmoid(beta * x) : x',
  parameters: { beta: { default: 1 } },
} as const satisfies Activation;

/**
 * Swish with lines in place of the sigmoid.
 * Howard et al. 2019, Searching for MobileNetV3.
 */
export const hardSilu = {
  formula: 'x <= -3 ? 0 : x < 3 ? x * (x + 3) / 6 : x',
  parameters: {},
  also: ['hardSwish'],
} as const satisfies Activation;

/**
 * The input times the probability that a normal number is smaller.
 * Hendrycks, Gimpel 2016, Gaussian error linear units.
 */
export const gelu = {
  formula: 'x <= 20 ? 0.5 * max(x, -20) * erfc(-0.7071067811865476 * max(x, -20)) : x',
  parameters: {},
} as const satisfies Activation;

/**
 * The same with the sigmoid of a cubic for the probability; `(1 + tanh(u)) / 2`, as it is usually written,
 * is `sigmoid(2 * u)`.
 */
export const geluNew = {
  formula:
    'x <= 20 ? max(x, -20) * ' +
    'sigmoid(1.5957691216057308 * (max(x, -20) + 0.044715 * max(x, -20) ** 3)) : x',
  parameters: {},
  also: ['gelu_new'],
} as const satisfies Activation;

/** Misra 2019, Mish: a self regularized non-monotonic activation function. */
export const mish = {
  formula: 'x <= 20 ? max(x, -200) * tanh(softplus(x)) : x',
  parameters: {},
} as const satisfies Activation;

/** Roy, Manna, Dubey, Chaudhuri 2019, LiSHT: non-parametric linearly scaled hyperbolic tangent. */
export const lisht = {
  formula: 'abs(x) <= 20 ? x * tanh(x) : abs(x)',
  parameters: {},
} as const satisfies Activation;

/** Naveen 2022, Phish: a novel hyper-optimizable activation function: `x * tanh(gelu(x))`. */
export const phish = {
  formula:
    'x <= 20 ? max(x, -20) * ' +
    'tanh(0.5 * max(x, -20) * erfc(-0.7071067811865476 * max(x, -20))) : x',
  parameters: {},
} as const satisfies Activation;
