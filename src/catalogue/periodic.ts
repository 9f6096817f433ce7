import type { Activation } from './activation.js';

// Beyond 1e5, adjacent float32 numbers are too far apart to resolve a wave, so the mean of the wave is used there. At
// an infinity it has a limit.

/**
 * The identity plus a wave, for periodic data.
 *
 * Source: Ziyin, Hartwig, Ueda 2020, Neural networks fail to learn periodic functions and how to fix it,
 * arXiv:2006.08195.
 */
export const snake = {
  formula:
    'abs(frequency * x) <= 1e5 ? x + sin(frequency * x) ** 2 / frequency : x + 0.5 / frequency',
  parameters: { frequency: { default: 1, above: 0 } },
} as const satisfies Activation;

/**
 * Snake with a separate amplitude: `x + sin(alpha * x)² / beta`. Audio codecs learn both parameters for each channel.
 * If a checkpoint stores them in log scale (`alpha_logscale` of BigVGAN), `alpha` and `beta` are the exponentials of
 * its weights.
 *
 * Source: Lee, Ping, Ginsburg, Catanzaro, Yoon 2022, BigVGAN: a universal neural vocoder with large-scale training,
 * arXiv:2206.04658.
 */
export const snakeBeta = {
  formula: '1e5 < abs(alpha * x) ? x + 0.5 / beta : x + sin(alpha * x) ** 2 / beta',
  parameters: { alpha: { default: 1 }, beta: { default: 1, above: 0 } },
} as const satisfies Activation;

/**
 * The sine, for coordinate networks: a network with it has smooth derivatives of every order. SIREN uses frequency
 * 30.
 *
 * Source: Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, Implicit neural representations with periodic
 * activation functions, arXiv:2006.09661.
 */
export const sine = {
  formula:
    '1e5 < abs(frequency * x) ? 0 : ' +
    'abs(frequency * x) <= 1e5 ? sin(frequency * x) : frequency * x',
  parameters: { frequency: { default: 1 } },
} as const satisfies Activation;

/**
 * Rectifier with a small wave below 0, which keeps the gradients of negative inputs nonzero.
 *
 * Source: Rodrigues 2018; `keras_contrib.layers.SineReLU`.
 */
export const sineRelu = {
  formula: 'x < -1e5 ? 0 : x <= 1e5 ? max(epsilon * (sin(x) - cos(x)), x) : x',
  parameters: { epsilon: { default: 0.0025, min: 0 } },
} as const satisfies Activation;
