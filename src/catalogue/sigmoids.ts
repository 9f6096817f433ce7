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
export const logSigmoid = { formula: '-softplus(-x)', parameters: {} } satisfies Activation;

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
export const tanhShrink = { formula: 'x - tanh(x)', parameters: {} } satisfies Activation;

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
