import type { Activation } from './activation.js';

// Beyond 1e5 neighbouring float32 are further apart than a wave can be told, so there its mean is taken, and
// at an infinity there is a limit.

/**
 * Snake: the identity with a wave on it, for what is periodic.
 * Ziyin, Hartwig, Ueda 2020, Neural networks fail to learn periodic functions and how to fix it.
 */
export const snake = {
  formula:
    'abs(frequency * x) <= 1e5 ? x + sin(frequency * x) ** 2 / frequency : x + 0.5 / frequency',
  parameters: { frequency: { default: 1, above: 0 } },
} as const satisfies Activation;

/**
 * SineReLU: below 0, a small wave.
 * Rodrigues 2018; Source: `keras_contrib.layers.SineReLU`.
 */
export const sineRelu = {
  formula: 'x < -1e5 ? 0 : x <= 1e5 ? max(epsilon * (sin(x) - cos(x)), x) : x',
  parameters: { epsilon: { default: 0.0025, min: 0 } },
} as const satisfies Activation;
