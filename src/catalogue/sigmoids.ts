import type { Activation } from './activation.js';

/**
 * The logistic function, a probability from its log-odds.
 *
 * Source: Verhulst 1845, Recherches mathématiques sur la loi d'accroissement de la population.
 */
export const sigmoid = {
  formula: 'sigmoid(x)',
  parameters: {},
  tensorflow: { Sigmoid: {} },
} satisfies Activation;

/**
 * The logarithm of the sigmoid, which keeps its digits where that is near 0.
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
 * What the hyperbolic tangent leaves of its input: what is small nearly vanishes.
 *
 * Source: `torch.nn.Tanhshrink`; `keras.activations.tanh_shrink`.
 */
export const tanhShrink = {
  formula: 'x - tanh(x)',
  parameters: {},
  also: ['tanhshrink'],
} as const satisfies Activation;

/**
 * The hyperbolic tangent with another height: what is small passes, and nothing exceeds the cap. It keeps
 * the scores of attention and the logits of Gemma 2 within 50 and 30.
 *
 * Source: Bello, Pham, Le, Norouzi, Bengio 2016, Neural combinatorial optimization with reinforcement
 * learning, arXiv:1611.09940; Gemma Team 2024, Gemma 2, arXiv:2408.00118.
 */
export const softcap = {
  // Beyond 20 the tangent is 1 to the last bit.
  formula: 'cap * tanh(max(-20, min(20, x / cap)))',
  parameters: { cap: { default: 30, above: 0 } },
} as const satisfies Activation;

/**
 * The probability that a normal number of the mean `mu` and the deviation `sigma` is smaller: near 0 and
 * 1 it is close to the square of the rectifier, and bounded.
 *
 * Source: Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer 2022, Mega: moving average equipped gated
 * attention, arXiv:2209.10655.
 */
export const laplace = {
  formula: '0.5 * erfc(max(-20, min(20, (mu - x) / (1.4142135623730951 * sigma))))',
  parameters: {
    mu: { default: Math.SQRT1_2 },
    sigma: { default: 0.28209479177387814, above: 0 },
  },
} as const satisfies Activation;

/**
 * A sigmoid between -1 and 1 without an exponential. Beyond 1e9 it is 1 to the last bit, and ∞ / ∞
 * would be NaN.
 *
 * Source: Bergstra, Desjardins, Lamblin, Bengio 2009, Quadratic polynomials learn better image
 * features.
 */
export const softsign = {
  formula: 'max(min(x, 1e9), -1e9) / (1 + abs(max(min(x, 1e9), -1e9)))',
  parameters: {},
} satisfies Activation;
