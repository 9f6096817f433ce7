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
 * Expanded integral of the exponential linear unit: above 0 a parabola, below 0 a curve that nears a
 * line of the slope `beta - alphaN`. Both alphas may be learnt, `alphaP` above 0 and `alphaN` above
 * `beta`. The weights of Apertus are others: `alphaP` is `softplus(alpha_p)` of them, and `alphaN` is
 * `beta + softplus(alpha_n)`.
 *
 * Source: Huang, Schlag 2024, Deriving activation functions using integration, arXiv:2411.13010.
 */
export const xielu = {
  formula: 'x <= 0 ? alphaN * expm1(x) + (beta - alphaN) * x : (alphaP * x + beta) * x',
  parameters: {
    alphaP: { default: 0.8, above: 0 },
    alphaN: { default: 0.8, above: 0 },
    beta: { default: 0.5 },
  },
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
 * The smooth rectifier, whose slope is the sigmoid; the larger `beta`, the closer it is to the
 * rectifier. Where `beta * x` exceeds a threshold, if one is given, it is the identity. The threshold
 * of 20 that PyTorch has by default changes no float32.
 *
 * Source: Dugas, Bengio, Bélisle, Nadeau, Garcia 2001, Incorporating second-order functional
 * knowledge for better option pricing; `torch.nn.Softplus`.
 */
export const softplus = {
  // Without a threshold, `beta * x` alone may overflow.
  formula:
    '(1 < beta ? min(threshold, 1000) : threshold) < beta * x ? x : softplus(beta * x) / beta',
  parameters: { beta: { default: 1, above: 0 }, threshold: { default: Infinity } },
  tensorflow: { Softplus: { beta: 1, threshold: Infinity } },
} satisfies Activation;

/**
 * The square root of softplus, which is positive and grows slowly: the score by which the router of
 * DeepSeek-V4 chooses experts.
 *
 * Source: `sqrtsoftplus` of `transformers.activations.ACT2FN`.
 */
export const sqrtSoftplus = {
  // Below -20 softplus is the exponential to the last bit, and soon 0, by which a slope would be divided.
  formula: 'x <= -20 ? exp(0.5 * x) : sqrt(softplus(x))',
  parameters: {},
  also: ['sqrtsoftplus'],
} as const satisfies Activation;

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
