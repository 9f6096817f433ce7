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

export const leakyReLU = (args?: LeakyReLUArgs): LeakyReLU => new LeakyReLU(args);
export const prelu = (args?: PReLUArgs): PReLU => new PReLU(args);
export const elu = (args?: ELUArgs): ELU => new ELU(args);
export const thresholdedReLU = (args?: ThresholdedReLUArgs): ThresholdedReLU =>
  new ThresholdedReLU(args);
export const softmax = (args?: SoftmaxArgs): Softmax => new Softmax(args);
export const logSoftmax = (args?: SoftmaxArgs): LogSoftmax => new LogSoftmax(args);
export const softmin = (args?: SoftmaxArgs): Softmin => new Softmin(args);
export const sparsemax = (args?: SoftmaxArgs): Sparsemax => new Sparsemax(args);
export const hardmax = (args?: SoftmaxArgs): Hardmax => new Hardmax(args);
export const formula = (args: FormulaArgs): Formula => new Formula(args);
export const glu = (args?: GLUArgs): GLU => new GLU(args);
export const pelu = (args?: PELUArgs): PELU => new PELU(args);
export const srelu = (args?: SReLUArgs): SReLU => new SReLU(args);
export const rrelu = (args?: RReLUArgs): RReLU => new RReLU(args);
export const crelu = (args?: CReLUArgs): CReLU => new CReLU(args);
export const maxout = (args: MaxoutArgs): Maxout => new Maxout(args);
export const reLU = (args?: ReLUArgs): ReLU => new ReLU(args);
