import type { Activation } from './activation.js';

/**
 * Hard shrinkage: inputs between `-threshold` and `threshold` become 0, the others pass unchanged. It is the proximal
 * operator of the number of nonzero entries.
 *
 * Source: Donoho, Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage; `torch.nn.Hardshrink`.
 */
export const hardShrink = {
  formula: 'abs(x) <= threshold ? 0 : x',
  parameters: { threshold: { default: 0.5, min: 0, also: ['lambd'] } },
  also: ['hardshrink'],
} as const satisfies Activation;

/**
 * Soft shrinkage: inputs between `-threshold` and `threshold` become 0, the others move towards 0 by `threshold`. It
 * is the proximal operator of the l1 norm.
 *
 * Source: Donoho, Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage; `torch.nn.Softshrink`.
 */
export const softShrink = {
  formula: 'x < -threshold ? x + threshold : x <= threshold ? 0 : x - threshold',
  parameters: { threshold: { default: 0.5, min: 0, also: ['lambd'] } },
  also: ['softshrink'],
} as const satisfies Activation;

/**
 * The input minus its hyperbolic tangent: small inputs nearly vanish.
 *
 * Source: `torch.nn.Tanhshrink`; `keras.activations.tanh_shrink`.
 */
export const tanhShrink = {
  formula: 'x - tanh(x)',
  parameters: {},
  also: ['tanhshrink'],
} as const satisfies Activation;
