/** What stands in place of a normalization: a formula whose parameters are all weights. */
export const normLike = {
  dyT: 'gamma * tanh(min(max(alpha * x, -20), 20)) + beta',
  derf: 'gamma * erf(min(max(alpha * x + shift, -20), 20)) + beta',
} as const;
