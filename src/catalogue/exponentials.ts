import type { Activation } from './activation.js';

/**
 * Exponential linear unit: negative inputs saturate smoothly at -alpha.
 *
 * Source: Clevert, Unterthiner, Hochreiter 2016, Fast and accurate deep network learning by
 * exponential linear units, arXiv:1511.07289.
 */
export const elu = {
  formula: 'x <= 0 ? alpha * expm1(x) : x',
  parameters: { alpha: { default: 1 } },
  tensorflow: { Elu: { alpha: 1 } },
} satisfies Activation;

/**
 * Scaled exponential linear unit: with weights of LeCun's variance, activations keep the mean 0 and
 * the variance 1 from layer to layer.
 *
 * Source: Klambauer, Unterthiner, Mayr, Hochreiter 2017, Self-normalizing neural networks,
 * arXiv:1706.02515.
 */
export const selu = {
  formula: 'x <= 0 ? 1.7580993408473766 * expm1(x) : 1.0507009873554805 * x',
  parameters: {},
  tensorflow: { Selu: {} },
} satisfies Activation;

/**
 * Exponential linear unit with the slope 1 at 0 for every alpha; negative inputs saturate at
 * -alpha.
 *
 * Source: Barron 2017, Continuously differentiable exponential linear units, arXiv:1704.07483.
 */
export const celu = {
  formula: 'x <= 0 ? alpha * expm1(x / alpha) : x',
  parameters: { alpha: { default: 1, above: 0 } },
} satisfies Activation;

/**
 * Parametric exponential linear unit: the slope for positive inputs is `alpha / beta`, and so is
 * that at 0 from below.
 *
 * Source: Trottier, Giguère, Chaib-draa 2017, Parametric exponential linear unit for deep
 * convolutional neural networks, arXiv:1605.09332.
 */
export const pelu = {
  formula: 'x <= 0 ? alpha * expm1(x / beta) : alpha / beta * x',
  parameters: { alpha: { above: 0 }, beta: { above: 0 } },
} satisfies Activation;

/**
 * Inverse square root linear unit: an exponential linear unit without an exponential, which
 * saturates at `-1 / sqrt(alpha)`.
 *
 * Source: Carlile, Delamarter, Kinney, Marti, Whitney 2017, Improving deep learning by inverse
 * square root linear units, arXiv:1710.09967.
 */
export const isrlu = {
  formula: 'x <= 0 ? max(x, -1e9) / sqrt(1 + alpha * max(x, -1e9) ** 2) : x',
  parameters: { alpha: { default: 1, above: 0 } },
} satisfies Activation;

/**
 * The exponential function, a positive number from its logarithm.
 *
 * Source: `keras.activations.exponential`.
 */
export const exponential = { formula: 'exp(x)', parameters: {} } satisfies Activation;

/**
 * The smooth rectifier, whose slope is the sigmoid.
 *
 * Source: Dugas, Bengio, Bélisle, Nadeau, Garcia 2001, Incorporating second-order functional
 * knowledge for better option pricing.
 */
export const softplus = {
  formula: 'softplus(x)',
  parameters: {},
  tensorflow: { Softplus: {} },
} satisfies Activation;

/**
 * Softplus with a height and a slope, which may be learnt. Where `beta * x` alone overflows, the
 * product of all is the limit.
 *
 * Source: Keras 1, `ParametricSoftplus`, after McFarland, Cui, Butts 2013, Inferring nonlinear
 * neuronal computation based on physiologically plausible inputs.
 */
export const parametricSoftplus = {
  formula: 'beta * x <= 1000 ? alpha * softplus(beta * x) : alpha * beta * x',
  parameters: { alpha: { default: 0.2 }, beta: { default: 5 } },
} satisfies Activation;

/**
 * A smooth rectifier of a square root alone, `(x + sqrt(x² + b)) / 2`; with `b` 0 it is the
 * rectifier. Where `x` is negative the two terms cancel, so there what they make is `b` over their
 * difference; and the square of what is large overflows.
 *
 * Source: Barron 2021, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687.
 */
export const squareplus = {
  formula:
    'x <= 0 ? b / (2 * (sqrt(max(x, -1e9) ** 2 + b) - max(x, -1e9))) : ' +
    'x < 1e9 ? (x + sqrt(x ** 2 + b)) / 2 : x',
  parameters: { b: { default: 4, min: 0 } },
} satisfies Activation;
