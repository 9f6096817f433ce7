import { CReLU, type CReLUArgs } from './crelu.js';
import { ELU, type ELUArgs } from './elu.js';
import { Formula, type FormulaArgs } from './formula.js';
import { GLU, type GLUArgs } from './glu.js';
import { Hardmax } from './hardmax.js';
import { LeakyReLU, type LeakyReLUArgs } from './leaky_relu.js';
import { LogSoftmax } from './log_softmax.js';
import { Maxout, type MaxoutArgs } from './maxout.js';
import { PELU, type PELUArgs } from './pelu.js';
import { PReLU, type PReLUArgs } from './prelu.js';
import { ReLU, type ReLUArgs } from './relu.js';
import { RReLU, type RReLUArgs } from './rrelu.js';
import type { SoftmaxArgs } from './slice_layer.js';
import { Softmax } from './softmax.js';
import { Softmin } from './softmin.js';
import { Sparsemax } from './sparsemax.js';
import { SReLU, type SReLUArgs } from './srelu.js';
import { ThresholdedReLU, type ThresholdedReLUArgs } from './thresholded_relu.js';

// The layers as functions, named as in `tf.layers`.

/** `x > 0 ? x : alpha * x`, with `alpha` 0.3: {@link LeakyReLU}. */
export const leakyReLU = (args?: LeakyReLUArgs): LeakyReLU => new LeakyReLU(args);

/** `x > 0 ? x : alpha * x`, with a learnt `alpha`: {@link PReLU}. */
export const prelu = (args?: PReLUArgs): PReLU => new PReLU(args);

/** `x > 0 ? x : alpha * (exp(x) - 1)`, with `alpha` 1: {@link ELU}. */
export const elu = (args?: ELUArgs): ELU => new ELU(args);

/** `x > theta ? x : 0`, with `theta` 1: {@link ThresholdedReLU}. */
export const thresholdedReLU = (args?: ThresholdedReLUArgs): ThresholdedReLU =>
  new ThresholdedReLU(args);

/** `exp(x) / sum(exp(x))` along the last axis, or others: {@link Softmax}. */
export const softmax = (args?: SoftmaxArgs): Softmax => new Softmax(args);

/** `x - log(sum(exp(x)))` along the last axis, or others: {@link LogSoftmax}. */
export const logSoftmax = (args?: SoftmaxArgs): LogSoftmax => new LogSoftmax(args);

/** Softmax of `-x` along the last axis, or others: {@link Softmin}. */
export const softmin = (args?: SoftmaxArgs): Softmin => new Softmin(args);

/** `max(x - tau, 0)`, where `tau` makes it sum to 1: {@link Sparsemax}. */
export const sparsemax = (args?: SoftmaxArgs): Sparsemax => new Sparsemax(args);

/** 1 for the first of the largest, 0 for the rest: {@link Hardmax}. */
export const hardmax = (args?: SoftmaxArgs): Hardmax => new Hardmax(args);

/** Your own, `layers.formula({ formula: 'x * sigmoid(beta * x)', beta: {} })`: {@link Formula}. */
export const formula = (args: FormulaArgs): Formula => new Formula(args);

/** One half of the input times the sigmoid of the other, or a variant of it: {@link GLU}. */
export const glu = (args?: GLUArgs): GLU => new GLU(args);

/** `x > 0 ? alpha / beta * x : alpha * (exp(x / beta) - 1)`, both learnt: {@link PELU}. */
export const pelu = (args?: PELUArgs): PELU => new PELU(args);

/** Three lines, whose slopes and places are learnt: {@link SReLU}. */
export const srelu = (args?: SReLUArgs): SReLU => new SReLU(args);

/** `x > 0 ? x : slope * x`, with a slope drawn in training: {@link RReLU}. */
export const rrelu = (args?: RReLUArgs): RReLU => new RReLU(args);

/** The positive part, and behind it the negative: {@link CReLU}. */
export const crelu = (args?: CReLUArgs): CReLU => new CReLU(args);

/** Of the elements that are `numUnits` apart, the largest: {@link Maxout}. */
export const maxout = (args: MaxoutArgs): Maxout => new Maxout(args);

/** `x > threshold ? min(maxValue, x) : negativeSlope * (x - threshold)`: {@link ReLU}. */
export const reLU = (args?: ReLUArgs): ReLU => new ReLU(args);
