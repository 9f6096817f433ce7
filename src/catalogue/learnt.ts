// Activations whose parameters are learnt: formulas in `x` and in the weights of a layer.

/**
 * Parametric exponential linear unit: the slope for positive inputs is `alpha / beta`, and so is
 * that at 0 from below.
 *
 * Source: Trottier, Giguère, Chaib-draa 2017, Parametric exponential linear unit for deep
 * convolutional neural networks, arXiv:1605.09332.
 */
export const pelu = 'x <= 0 ? alpha * expm1(x / beta) : alpha / beta * x';

/**
 * S-shaped rectified linear unit: three lines, of which the middle one is the identity; they meet
 * at `tLeft` and at `tLeft + abs(tRight)`.
 *
 * Source: Jin, Xu, Feng, Wei, Xiong, Yan 2016, Deep learning with S-shaped rectified linear
 * activation units, arXiv:1512.07030.
 */
export const srelu =
  'x <= tLeft ? tLeft + aLeft * (x - tLeft) : x < tLeft + abs(tRight) ? x : ' +
  'tLeft + abs(tRight) + aRight * (x - (tLeft + abs(tRight)))';
