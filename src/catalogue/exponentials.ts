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
 * Scaled exponential linear unit: with weights initialized by LeCun normal, activations keep mean 0 and variance 1
 * from layer to layer.
 *
 * Source: Klambauer, Unterthiner, Mayr, Hochreiter 2017, Self-normalizing neural networks, arXiv:1706.02515.
 */
export const selu = {
  formula: 'x <= 0 ? 1.7580993408473766 * expm1(x) : 1.0507009873554805 * x',
  parameters: {},
  tensorflow: { Selu: {} },
} satisfies Activation;

/**
 * Exponential linear unit with slope 1 at 0 for every alpha; negative inputs saturate at -alpha.
 *
 * Source: Barron 2017, Continuously differentiable exponential linear units, arXiv:1704.07483.
 */
export const celu = {
  formula: 'x <= 0 ? alpha * expm1(x / alpha) : x',
  parameters: { alpha: { default: 1, above: 0 } },
} satisfies Activation;

/**
 * Parametric exponential linear unit: `alpha / beta` is the slope for positive inputs and the slope at 0 from below.
 *
 * Source: Trottier, Giguère, Chaib-draa 2017, Parametric exponential linear unit for deep convolutional neural
 * networks, arXiv:1605.09332.
 */
export const pelu = {
  formula: 'x <= 0 ? alpha * expm1(x / beta) : alpha / beta * x',
  parameters: { alpha: { above: 0 }, beta: { above: 0 } },
} satisfies Activation;

/**
 * Expanded integral of the exponential linear unit: a parabola above 0, and below 0 a curve that approaches a line of
 * slope `beta - alphaN`. Both alphas can be learned. In the paper `alphaP` is above 0 and `alphaN` above `beta`,
 * which is not checked. To use the weights of Apertus, convert them: `alphaP` is `softplus(alpha_p)` and `alphaN` is
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
 * Inverse square root linear unit: similar to ELU but without an exponential; negative inputs saturate at
 * `-1 / sqrt(alpha)`.
 *
 * Source: Carlile, Delamarter, Kinney, Marti, Whitney 2017, Improving deep learning by inverse square root linear
 * units, arXiv:1710.09967.
 */
export const isrlu = {
  formula: 'x <= 0 ? max(x, -1e9) / sqrt(1 + alpha * max(x, -1e9) ** 2) : x',
  parameters: { alpha: { default: 1, above: 0 } },
} satisfies Activation;

/**
 * The exponential function.
 *
 * Source: `keras.activations.exponential`.
 */
export const exponential = { formula: 'exp(x)', parameters: {} } satisfies Activation;

/**
 * A smooth rectifier whose slope is the sigmoid; the larger `beta`, the closer it is to the rectifier. If a threshold
 * is given, it is the identity where `beta * x` exceeds the threshold. The default threshold of PyTorch, 20, does not
 * change any float32 result.
 *
 * Source: Dugas, Bengio, Bélisle, Nadeau, Garcia 2001, Incorporating second-order functional knowledge for better
 * option pricing; `torch.nn.Softplus`.
 */
export const softplus = {
  // Without a threshold, `beta * x` alone may overflow.
  formula:
    '(1 < beta ? min(threshold, 1000) : threshold) < beta * x ? x : softplus(beta * x) / beta',
  parameters: { beta: { default: 1, above: 0 }, threshold: { default: Infinity } },
  tensorflow: { Softplus: { beta: 1, threshold: Infinity } },
} satisfies Activation;

/**
 * The square root of softplus, which is positive and grows slowly. The router of DeepSeek-V4 scores experts with it.
 *
 * Source: `sqrtsoftplus` of `transformers.activations.ACT2FN`.
 */
export const sqrtSoftplus = {
  // Below -20 softplus equals the exponential in float32, and soon is 0, which the slope would be divided by.
  formula: 'x <= -20 ? exp(0.5 * x) : sqrt(softplus(x))',
  parameters: {},
  also: ['sqrtsoftplus'],
} as const satisfies Activation;

/**
 * Softplus with a scale and a slope, which can be learned. Where `beta * x` overflows, the result is the limit of the
 * whole product.
 *
 * Source: Keras 1, `ParametricSoftplus`, after McFarland, Cui, Butts 2013, Inferring nonlinear neuronal computation
 * based on physiologically plausible inputs.
 */
export const parametricSoftplus = {
  formula: 'beta * x <= 1000 ? alpha * softplus(beta * x) : alpha * beta * x',
  parameters: { alpha: { default: 0.2 }, beta: { default: 5 } },
} satisfies Activation;

/**
 * A smooth rectifier computed with a square root only, `(x + sqrt(x² + b)) / 2`; with `b` 0 it is the rectifier. For
 * negative `x` the two terms cancel, so the equivalent `b / (2 * (sqrt(x² + b) - x))` is used, and large inputs are
 * bounded because their squares overflow.
 *
 * Source: Barron 2021, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687.
 */
export const squareplus = {
  formula:
    'x <= 0 ? b / (2 * (sqrt(max(x, -1e9) ** 2 + b) - max(x, -1e9))) : ' +
    'x < 1e9 ? (x + sqrt(x ** 2 + b)) / 2 : x',
  parameters: { b: { default: 4, min: 0 } },
} satisfies Activation;

/**
 * A smooth rectifier: 0 below -1, a parabola from -1 to 1, and the identity above 1. Its slope is `sparseSigmoid`.
 *
 * Source: `jax.nn.sparse_plus`.
 */
export const sparsePlus = {
  formula: 'x <= -1 ? 0 : x < 1 ? 0.25 * (x + 1) ** 2 : x',
  parameters: {},
} satisfies Activation;
