import type { Activation } from './activation.js';

// Beyond 1e5 neighbouring float32 are further apart than a wave can be told, so there its mean is taken, and
// at an infinity there is a limit.

/**
 * The identity with a wave on it, for what is periodic.
 *
 * Source: Ziyin, Hartwig, Ueda 2020, Neural networks fail to learn periodic functions and how to
 * fix it, arXiv:2006.08195.
 */
export const snake = {
  formula:
    'abs(frequency * x) <= 1e5 ? x + sin(frequency * x) ** 2 / frequency : x + 0.5 / frequency',
  parameters: { frequency: { default: 1, above: 0 } },
} as const satisfies Activation;

/**
 * Snake with a height of the wave besides its frequency: `x + sin(alpha * x)² / beta`. Audio codecs
 * learn both for each channel. Where a checkpoint has them in log scale, BigVGAN's
 * `alpha_logscale`, `alpha` and `beta` are the exponentials of its weights.
 *
 * Source: Lee, Ping, Ginsburg, Catanzaro, Yoon 2022, BigVGAN: a universal neural vocoder with
 * large-scale training, arXiv:2206.04658.
 */
export const snakeBeta = {
  formula: '1e5 < abs(alpha * x) ? x + 0.5 / beta : x + sin(alpha * x) ** 2 / beta',
  parameters: { alpha: { default: 1 }, beta: { default: 1, above: 0 } },
} as const satisfies Activation;

/**
 * The sine, for coordinates: a network with it has smooth derivatives of every order. SIREN's frequency is 30.
 *
 * Source: Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, Implicit neural representations with
 * periodic activation functions, arXiv:2006.09661.
 */
export const sine = {
  formula:
    '1e5 < abs(frequency * x) ? 0 : ' +
    'abs(frequency * x) <= 1e5 ? sin(frequency * x) : frequency * x',
  parameters: { frequency: { default: 1 } },
} as const satisfies Activation;

/**
 * Rectifier with a small wave below 0, which keeps negative inputs alive.
 *
 * Source: Rodrigues 2018; `keras_contrib.layers.SineReLU`.
 */
export const sineRelu = {
  formula: 'x < -1e5 ? 0 : x <= 1e5 ? max(epsilon * (sin(x) - cos(x)), x) : x',
  parameters: { epsilon: { default: 0.0025, min: 0 } },
} as const satisfies Activation;
