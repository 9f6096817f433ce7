import type { Activation } from './activation.js';

// The input times a gate of the input. Where the gate is 1 in float32, the formula is `x` alone; where it is 0, the
// formula bounds the input, because infinity times 0, in a value or in a slope, would be NaN.

/** The input times a gate that is 1 above a number, and so small below -200 that the product is 0. */
function gatedBy(gate: string, oneFrom: number) {
  return { formula: `x <= ${oneFrom} ? max(x, -200) * ${gate} : x`, gate };
}

/**
 * Sigmoid linear unit, or Swish: the input times its own sigmoid.
 *
 * Source: Elfwing, Uchibe, Doya 2017, Sigmoid-weighted linear units, arXiv:1702.03118;
 * Ramachandran, Zoph, Le 2017, Searching for activation functions, arXiv:1710.05941.
 */
export const silu = {
  ...gatedBy('sigmoid(x)', 40),
  parameters: {},
  also: ['swish'],
} as const satisfies Activation;

/**
 * Swish with a slope of the gate, which can be learned: `beta` 0 gives half the input, a large `beta` the rectifier.
 *
 * Source: Ramachandran, Zoph, Le 2017, Searching for activation functions, arXiv:1710.05941;
 * `keras_contrib.layers.Swish`.
 */
export const parametricSwish = {
  formula: 'beta * x <= -100 ? 0 : 40 < beta * x ? x : x * sigmoid(beta * x)',
  parameters: { beta: { default: 1 } },
} as const satisfies Activation;

/**
 * Swish with a piecewise linear sigmoid.
 *
 * Source: Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244.
 */
export const hardSilu = {
  formula: 'x <= -3 ? 0 : x < 3 ? x * (x + 3) / 6 : x',
  gate: 'max(0, min(1, (x + 3) / 6))',
  parameters: {},
  also: ['hardSwish', 'hardswish'],
} as const satisfies Activation;

/** The input times the probability, used up to the point where that is 1 in float32. */
const GELU = '0.5 * max(x, -20) * erfc(-0.7071067811865476 * max(x, -20))';

/**
 * Gaussian error linear unit: the input times the probability that a standard normal variable is smaller than the
 * input.
 *
 * Source: Hendrycks, Gimpel 2016, Gaussian error linear units, arXiv:1606.08415.
 */
export const gelu = {
  formula: `x <= 20 ? ${GELU} : x`,
  parameters: {},
  also: ['geluPython'],
} as const satisfies Activation;

/**
 * The tanh approximation of GELU. The formula uses `sigmoid(2 * u)`, which equals the usual `(1 + tanh(u)) / 2`. It
 * differs from `gelu` by less than 5e-4.
 *
 * Source: Hendrycks, Gimpel 2016, Gaussian error linear units, arXiv:1606.08415.
 */
export const geluNew = {
  formula:
    'x <= 20 ? max(x, -20) * ' +
    'sigmoid(1.5957691216057308 * (max(x, -20) + 0.044715 * max(x, -20) ** 3)) : x',
  parameters: {},
  also: ['gelu_new', 'geluPytorchTanh', 'geluPythonTanh', 'geluFast', 'geluAccurate'],
} as const satisfies Activation;

/**
 * The sigmoid approximation of GELU, `x * sigmoid(1.702 * x)`, as in CLIP. It differs from `gelu` by up to 0.02.
 *
 * Source: Hendrycks, Gimpel 2016, Gaussian error linear units, arXiv:1606.08415.
 */
export const quickGelu = {
  ...gatedBy('sigmoid(1.702 * x)', 40),
  parameters: {},
} as const satisfies Activation;

/**
 * GELU with the upper bound 10: in this range, 8-bit numbers can distinguish its negative results from 0.
 *
 * Source: Wu, Judd, Zhang, Isaev, Micikevicius 2020, Integer quantization for deep learning inference: principles and
 * empirical evaluation, arXiv:2004.09602.
 */
export const gelu10 = {
  formula: `x < 10 ? ${GELU} : min(10, x)`,
  parameters: {},
  also: ['gelu_10'],
} as const satisfies Activation;

/** `tanh(log(1 + e))` is n / (n + 2) with n = e (e + 2), whose exponential is finite up to 40. */
const MISH = 'exp(min(40, x)) * (exp(min(40, x)) + 2)';

/**
 * The input times the hyperbolic tangent of the softplus of the input: smooth, and not monotonic below 0.
 *
 * Source: Misra 2019, Mish: a self regularized non-monotonic activation function, arXiv:1908.08681.
 */
export const mish = {
  ...gatedBy('tanh(softplus(x))', 20),
  gate: `${MISH} / (${MISH} + 2)`,
  parameters: {},
} as const satisfies Activation;

/**
 * Mish with a piecewise linear function instead of the hyperbolic tangent of softplus.
 *
 * Source: `timm.layers.HardMish`.
 */
export const hardMish = {
  formula: 'x <= -2 ? 0 : x < 0 ? 0.5 * x * (x + 2) : x',
  gate: 'max(0, min(1, 0.5 * x + 1))',
  parameters: {},
} as const satisfies Activation;

/**
 * The input times the hyperbolic tangent of the exponential of the input: close to the identity above 0.
 *
 * Source: Fernandez, Mali 2024, TeLU activation function for fast and stable deep learning, arXiv:2412.20269.
 */
export const telu = {
  // TensorFlow's ops would multiply the slope of tanh, 0, by an infinite exponential.
  formula: 'x <= 4 ? max(x, -200) * tanh(exp(min(4, x))) : x',
  parameters: {},
} as const satisfies Activation;

/**
 * The input times a Gompertz function of the input, `alpha * exp(-beta * exp(-gamma * x))`. This gate is asymmetric:
 * it approaches 0 faster than 1.
 *
 * Source: Das, Fischer, Hutter 2025, Gompertz linear units, arXiv:2502.03654.
 */
export const golu = {
  formula:
    '150 < beta * exp(-gamma * x) ? 0 : ' +
    'beta * exp(-gamma * x) <= 1e-18 ? alpha * x : alpha * x * exp(-beta * exp(-gamma * x))',
  parameters: {
    alpha: { default: 1 },
    beta: { default: 1, above: 0 },
    gamma: { default: 1, above: 0 },
  },
} as const satisfies Activation;

/**
 * The input times the hyperbolic tangent of the input: an even function that is never negative.
 *
 * Source: Roy, Manna, Dubey, Chaudhuri 2019, LiSHT: non-parametric linearly scaled hyperbolic tangent,
 * arXiv:1901.05894.
 */
export const lisht = {
  formula: 'abs(x) <= 20 ? x * tanh(x) : abs(x)',
  parameters: {},
} as const satisfies Activation;

/**
 * The input times the hyperbolic tangent of the GELU of the input, `x * tanh(gelu(x))`.
 *
 * Source: Naveen 2022, Phish: a novel hyper-optimizable activation function.
 */
export const phish = {
  formula: `x <= 20 ? max(x, -20) * tanh(${GELU}) : x`,
  parameters: {},
} as const satisfies Activation;
