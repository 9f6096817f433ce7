import type { Activation } from './activation.js';

// Each formula tests `x <= …`, which is false for NaN, and has `x` itself in the other branch: NaN
// in gives NaN out, also where a slope of 0 takes `x` out of the first branch.

/**
 * Leaky rectifier: a small slope keeps negative inputs alive.
 * Maas, Hannun, Ng 2013, Rectifier nonlinearities improve neural network acoustic models.
 */
export const leakyRelu = {
  formula: 'x <= 0 ? alpha * x : x',
  parameters: { alpha: { default: 0.3, min: 0, also: ['negativeSlope'] } },
} satisfies Activation;

/**
 * Parametric rectifier: the slope is learnt, one for each input or shared along axes.
 * He, Zhang, Ren, Sun 2015, Delving deep into rectifiers.
 */
export const prelu = {
  formula: leakyRelu.formula,
  parameters: {},
} satisfies Activation;

/**
 * Thresholded rectifier: what does not exceed the threshold is 0.
 * Konda, Memisevic, Krueger 2014, Zero-bias autoencoders and the benefits of co-adapting features.
 */
export const thresholdedRelu = {
  formula: 'x <= theta ? 0 : x',
  parameters: { theta: { default: 1, min: 0 } },
} satisfies Activation;

/**
 * Rectifier with an upper bound, a slope below the threshold, and the threshold itself, at which
 * the value is 0 as Keras computes it.
 * Nair, Hinton 2010, Rectified linear units improve restricted Boltzmann machines.
 */
export const relu = {
  formula: 'x <= threshold ? negativeSlope * (x - threshold) : min(x, maxValue)',
  parameters: {
    maxValue: { default: Infinity, min: 0 },
    negativeSlope: { default: 0, min: 0 },
    threshold: { default: 0, min: 0 },
  },
} satisfies Activation;
