import type { Activation } from './activation.js';

/**
 * The logistic function, which maps log-odds to a probability.
 *
 * Source: Verhulst 1845, Recherches mathématiques sur la loi d'accroissement de la population.
 */
export const sigmoid = {
  formula: 'sigmoid(x)',
  parameters: {},
  tensorflow: { Sigmoid: {} },
} satisfies Activation;

/**
 * The logarithm of the sigmoid, accurate also where the sigmoid is close to 0.
 *
 * Source: `torch.nn.LogSigmoid`; `keras.activations.log_sigmoid`.
 */
export const logSigmoid = {
  formula: '-softplus(-x)',
  parameters: {},
  also: ['logsigmoid'],
} as const satisfies Activation;

/**
 * The hyperbolic tangent, a sigmoid between -1 and 1.
 *
 * Source: LeCun, Bottou, Orr, Müller 1998, Efficient backprop.
 */
export const tanh = {
  formula: 'tanh(x)',
  parameters: {},
  tensorflow: { Tanh: {} },
} satisfies Activation;

/**
 * The hyperbolic tangent scaled to a cap: small inputs pass nearly unchanged, and no output exceeds the cap. Gemma 2
 * uses caps of 50 for attention scores and 30 for logits.
 *
 * Source: Bello, Pham, Le, Norouzi, Bengio 2016, Neural combinatorial optimization with reinforcement learning,
 * arXiv:1611.09940; Gemma Team 2024, Gemma 2, arXiv:2408.00118.
 */
export const softcap = {
  // Beyond 20 the hyperbolic tangent is 1 in float32.
  formula: 'cap * tanh(max(-20, min(20, x / cap)))',
  parameters: { cap: { default: 30, above: 0 } },
} as const satisfies Activation;

/**
 * The probability that a normal variable of mean `mu` and standard deviation `sigma` is smaller than the input.
 * Between 0 and 1 it is close to the square of the rectifier, and it is bounded.
 *
 * Source: Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer 2022, Mega: moving average equipped gated attention,
 * arXiv:2209.10655.
 */
export const laplace = {
  formula: '0.5 * erfc(max(-20, min(20, (mu - x) / (1.4142135623730951 * sigma))))',
  parameters: {
    mu: { default: Math.SQRT1_2 },
    sigma: { default: 0.28209479177387814, above: 0 },
  },
} as const satisfies Activation;

/**
 * A sigmoid between -1 and 1 without an exponential. Beyond 1e9 it is 1 in float32, and ∞ / ∞ would be NaN.
 *
 * Source: Bergstra, Desjardins, Lamblin, Bengio 2009, Quadratic polynomials learn better image features.
 */
export const softsign = {
  formula: 'max(min(x, 1e9), -1e9) / (1 + abs(max(min(x, 1e9), -1e9)))',
  parameters: {},
} satisfies Activation;

/**
 * Piecewise linear approximation of the hyperbolic tangent: the identity between two bounds, by default -1 and 1, and
 * constant beyond.
 *
 * Source: Collobert 2004, Large scale machine learning; `torch.nn.Hardtanh`.
 */
export const hardTanh = {
  formula: 'max(minValue, min(maxValue, x))',
  parameters: {
    minValue: { default: -1, upTo: 'maxValue', also: ['minVal'] },
    maxValue: { default: 1, also: ['maxVal'] },
  },
  also: ['hardtanh'],
} as const satisfies Activation;

/**
 * Piecewise linear approximation of the sigmoid in Keras 2 and tfjs: 0 below -2.5 and 1 above 2.5.
 *
 * Source: Courbariaux, Bengio, David 2015, BinaryConnect, arXiv:1511.00363.
 */
export const hardSigmoid = {
  formula: 'max(0, min(1, 0.2 * x + 0.5))',
  parameters: {},
} satisfies Activation;

/**
 * Piecewise linear approximation of the sigmoid in Keras 3 and PyTorch: 0 below -3 and 1 above 3.
 *
 * Source: Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244; `torch.nn.Hardsigmoid`.
 */
export const hardSigmoid6 = {
  formula: 'x <= -3 ? 0 : x < 3 ? (x + 3) / 6 : min(1, x)',
  parameters: {},
} satisfies Activation;

/**
 * Piecewise linear approximation of the sigmoid with slope 1/2: 0 below -1 and 1 above 1. It is the slope of
 * `sparsePlus`.
 *
 * Source: `jax.nn.sparse_sigmoid`.
 */
export const sparseSigmoid = {
  formula: 'x <= -1 ? 0 : x < 1 ? 0.5 * (x + 1) : min(1, x)',
  parameters: {},
} satisfies Activation;
