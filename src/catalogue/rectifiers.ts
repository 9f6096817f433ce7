import type { Activation } from './activation.js';

// Each formula tests `x <= …`, which is false for NaN, and has `x` itself in the other branch. So NaN as input gives
// NaN as output, even if a slope of 0 removes `x` from the first branch.
//
// At a lower or upper bound the slope is 0, as beyond it. So a bound is the first argument of `min` and `max`, whose
// slope is that of the first argument if both are equal: `min(6, x)`.

/**
 * Rectifier: inputs above the threshold pass unchanged, up to an upper bound; the others become
 * `negativeSlope * (x - threshold)`, 0 by default. At the threshold itself the value is 0, as in Keras.
 *
 * Source: Nair, Hinton 2010, Rectified linear units improve restricted Boltzmann machines; `keras.activations.relu`.
 */
export const relu = {
  formula: 'x <= threshold ? negativeSlope * (x - threshold) : min(maxValue, x)',
  parameters: {
    maxValue: { default: Infinity, min: 0 },
    negativeSlope: { default: 0, min: 0 },
    threshold: { default: 0, min: 0 },
  },
  tensorflow: {
    Relu: { maxValue: Infinity, negativeSlope: 0, threshold: 0 },
    Relu6: { maxValue: 6, negativeSlope: 0, threshold: 0 },
  },
} satisfies Activation;

/**
 * Rectifier with the upper bound 6, which suits low precision.
 *
 * Source: Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10.
 */
export const relu6 = {
  formula: 'x <= 0 ? 0 : min(6, x)',
  parameters: {},
  tensorflow: { Relu6: {} },
} satisfies Activation;

/**
 * The square of the rectifier, which has a continuous slope. Transformers use it between the two dense layers of a
 * block.
 *
 * Source: So, Mańke, Liu, Dai, Shazeer, Le 2021, Primer: searching for efficient transformers for language modeling,
 * arXiv:2109.08668.
 */
export const relu2 = {
  formula: 'x <= 0 ? 0 : x * x',
  parameters: {},
  also: ['squaredRelu'],
} as const satisfies Activation;

/**
 * The square of the rectifier with a scale and a bias, which give mean 0 and variance 1 for standard normal inputs;
 * both can be learned.
 *
 * Source: Yu, Si, Zhou, Luo, Zhou, Feng, Yan, Wang 2022, MetaFormer baselines for vision, arXiv:2210.13452.
 */
export const starRelu = {
  formula: 'x <= 0 ? bias : scale * x * x + bias',
  parameters: {
    scale: { default: 0.8944, also: ['scaleValue'] },
    bias: { default: -0.4472, also: ['biasValue'] },
  },
} as const satisfies Activation;

/**
 * Leaky rectifier: a small slope keeps the gradients of negative inputs nonzero.
 *
 * Source: Maas, Hannun, Ng 2013, Rectifier nonlinearities improve neural network acoustic models.
 */
export const leakyRelu = {
  formula: 'x <= 0 ? alpha * x : x',
  parameters: { alpha: { default: 0.2, min: 0, also: ['negativeSlope'] } },
  layerDefaults: { alpha: 0.3 },
  tensorflow: { LeakyRelu: {} },
} as const satisfies Activation;

/**
 * Parametric rectifier: the slope is learned, one for each input or shared along axes.
 *
 * Source: He, Zhang, Ren, Sun 2015, Delving deep into rectifiers, arXiv:1502.01852.
 */
export const prelu = {
  formula: leakyRelu.formula,
  parameters: { alpha: {} },
} satisfies Activation;

/**
 * S-shaped rectified linear unit: three lines that meet at `tLeft` and at `tLeft + abs(tRight)`; the middle one is
 * the identity.
 *
 * Source: Jin, Xu, Feng, Wei, Xiong, Yan 2016, Deep learning with S-shaped rectified linear activation units,
 * arXiv:1512.07030.
 */
export const srelu = {
  formula:
    'x <= tLeft ? tLeft + aLeft * (x - tLeft) : tLeft + abs(tRight) <= x ? ' +
    'tLeft + abs(tRight) + aRight * (x - (tLeft + abs(tRight))) : x',
  parameters: { tLeft: {}, aLeft: {}, tRight: {}, aRight: {} },
} satisfies Activation;

/**
 * Thresholded rectifier: inputs up to the threshold become 0, the others pass unchanged.
 *
 * Source: Konda, Memisevic, Krueger 2014, Zero-bias autoencoders and the benefits of co-adapting features,
 * arXiv:1402.3337.
 */
export const thresholdedRelu = {
  formula: 'x <= theta ? 0 : x',
  parameters: { theta: { default: 1, min: 0 } },
} satisfies Activation;

/**
 * Inputs up to the threshold are replaced by a given value, the others pass unchanged.
 *
 * Source: `torch.nn.Threshold`; `keras.activations.threshold`.
 */
export const threshold = {
  formula: 'x <= threshold ? value : x',
  parameters: { threshold: {}, value: { also: ['defaultValue'] } },
} as const satisfies Activation;
