import type { Activation } from './activation.js';

/**
 * Exponential linear unit: negative inputs saturate smoothly at -alpha.
 * Clevert, Unterthiner, Hochreiter 2016, Fast and accurate deep network learning by exponential
 * linear units.
 */
export const elu = {
  formula: 'x <= 0 ? alpha * expm1(x) : x',
  parameters: { alpha: { default: 1 } },
} satisfies Activation;
