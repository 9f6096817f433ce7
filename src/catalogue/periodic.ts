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
 * Rectifier with a small wave below 0, which keeps negative inputs alive.
 *
 * Source: Rodrigues 2018; `keras_contrib.layers.SineReLU`.
 */
export const sineRelu = {
  formula: 'x < -1e5 ? 0 : x <= 1e5 ? max(epsilon * (sin(x) - cos(x)), x) : x',
  parameters: { epsilon: { default: 0.0025, min: 0 } },
} as const satisfies Activation;
