import {
  firstPlace,
  LEAST_FLOAT,
  largest,
  type SliceActivation,
  sum,
  sumOfPowers,
} from '../formula/slice_formulas.js';

// An entry of -Infinity is ignored, so a mask only needs to put -Infinity there. Its result is 0 for all of these
// activations (-Infinity for the logarithm), and so is its gradient, even if `dy` is infinite or NaN.
//
// A NaN makes its whole slice NaN, and the gradients of that slice, but no other slice. So a gradient passes on the
// NaN of `y`: a test of `y` selects the branch that reads `y`, or what is gathered from `y`. Only the gradient of
// hardmax is 0 for NaN too.

const powers = [largest('largest', 'x'), sumOfPowers('sum', 'x', 'largest')];

/**
 * Softmax: `exp(x) / sum(exp(x))`, the probabilities of a multinomial logit.
 *
 * Source: Bridle 1990, Probabilistic interpretation of feedforward classification network outputs.
 */
export const softmax: SliceActivation = {
  value: {
    gathered: powers,
    result: 'exp(x - largest) * (1 / max(sum, 1))',
    tensorflow: 'Softmax',
  },
  gradient: {
    gathered: [sum('sum', 'y <= 0 ? 0 : y * dy')],
    result: 'y <= 0 ? 0 : y * (dy - sum)',
  },
};

/**
 * Softmin: softmax of `-x`, which gives the smallest entry the largest share.
 *
 * Source: `torch.nn.Softmin`.
 */
export const softmin: SliceActivation = { ...softmax, of: '-x' };

/**
 * Softmax with 1 added to the denominator, `exp(x) / (1 + sum(exp(x)))`: the values of a slice sum to less than 1, and
 * are all near 0 where all of `x` is far below 0. `softmaxWithSink` has another number in place of the 1.
 *
 * Source: Miller 2023, Attention is off by one, https://www.evanmiller.org/attention-is-off-by-one.html.
 */
export const softmax1: SliceActivation = {
  value: {
    // The 1 is e to the power of an additional entry, 0, which takes part in the maximum.
    gathered: [largest('largest', 'x', 0), sumOfPowers('sum', 'x', 'largest', 0)],
    result: 'exp(x - largest) * (1 / (sum + exp(-largest)))',
  },
  gradient: softmax.gradient,
};

/**
 * The logarithm of softmax, `x - log(sum(exp(x)))`, accurate also where softmax is close to 0.
 *
 * Source: `torch.nn.LogSoftmax`; `keras.activations.log_softmax`.
 */
export const logSoftmax: SliceActivation = {
  value: {
    gathered: powers,
    result: 'x - largest - log(max(sum, 1))',
    tensorflow: 'LogSoftmax',
  },
  gradient: {
    gathered: [sum('sum', `y < ${LEAST_FLOAT} ? 0 : dy`)],
    result: `y < ${LEAST_FLOAT} ? 0 : dy - exp(y) * sum`,
  },
};

const excess = 'x - largest <= tau ? 0 : x - largest - tau';

/**
 * Sparsemax: the point of the probability simplex nearest to `x`, `max(x - tau, 0)` with the `tau` for which it sums
 * to 1. Many of its entries are exactly 0. The `sparsemax` of Keras 3 has other values, which do not sum to 1.
 *
 * Source: Martins, Astudillo 2016, From softmax to sparsemax, arXiv:1602.02068. `tau` is computed by Newton's method
 * from below, as in Condat 2016, Fast projection onto the simplex and the l1 ball, which reaches the root of a convex
 * piecewise linear function in a few steps.
 */
export const sparsemax: SliceActivation = {
  value: {
    gathered: [largest('largest', 'x')],
    // Relative to the largest entry: the support lies within 1 of it.
    newton: {
      variable: 'tau',
      from: -1,
      gathered: [sum('excess', excess), sum('count', 'x - largest <= tau ? 0 : 1')],
      next: 'excess <= 1 ? tau : tau + (excess - 1) / count',
    },
    result: excess,
  },
  gradient: {
    // No `y` exceeds 1, so only NaN reaches the last branch of the count.
    gathered: [sum('sum', 'y <= 0 ? 0 : dy'), sum('count', 'y <= 0 ? 0 : y <= 1 ? 1 : y')],
    result: 'y <= 0 ? 0 : dy - sum / count',
  },
};

const root = '0.5 * (x - largest) - tau';
const beyond = '0.5 * (x - largest) <= tau';

/**
 * Entmax with alpha 1.5, between softmax and sparsemax: `max(x / 2 - tau, 0) ** 2` with the `tau` for which it sums
 * to 1. Its small entries are exactly 0, and the others change smoothly.
 *
 * Source: Peters, Niculae, Martins 2019, Sparse sequence-to-sequence models, arXiv:1905.05702. `tau` is computed as
 * for sparsemax.
 */
export const entmax15: SliceActivation = {
  value: {
    gathered: [largest('largest', 'x')],
    newton: {
      variable: 'tau',
      from: -1,
      gathered: [
        sum('squares', `${beyond} ? 0 : (${root}) ** 2`),
        sum('roots', `${beyond} ? 0 : ${root}`),
      ],
      next: 'squares <= 1 ? tau : tau + 0.5 * (squares - 1) / roots',
    },
    result: `${beyond} ? 0 : (${root}) ** 2`,
  },
  gradient: {
    gathered: [sum('sum', 'y <= 0 ? 0 : sqrt(y) * dy'), sum('roots', 'y <= 0 ? 0 : sqrt(y)')],
    result: 'y <= 0 ? 0 : sqrt(y) * (dy - sum / roots)',
  },
};

/**
 * Hardmax: 1 for the first of the largest entries, 0 for the others. Its gradient is 0.
 *
 * Source: ONNX, operator Hardmax.
 */
export const hardmax: SliceActivation = {
  value: {
    gathered: [largest('largest', 'x'), firstPlace('first', 'x', 'largest')],
    result: 'first <= place ? (place <= first ? 1 : 0) : place < first ? 0 : first',
  },
};

/** Keyed by the name of the op and of the string for `activation: '…'`. */
export const softmaxFamily = {
  /** `exp(x) / sum(exp(x))` along one or several axes; masked entries are 0. */
  softmax,
  /** `exp(x) / (1 + sum(exp(x)))` along one or several axes; masked entries are 0. */
  softmax1,
  /** `x - log(sum(exp(x)))` along one or several axes; masked entries are -Infinity. */
  logSoftmax,
  /** Softmax of `-x` along one or several axes; masked entries are 0. */
  softmin,
  /** `max(x - tau, 0)` along one or several axes, where `tau` makes it sum to 1. */
  sparsemax,
  /** `max(x / 2 - tau, 0) ** 2` along one or several axes, where `tau` makes it sum to 1. */
  entmax15,
  /** 1 for the first of the largest entries along one or several axes, 0 for the others. */
  hardmax,
} as const;
