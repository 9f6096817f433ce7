import { ELU, type ELUArgs } from './elu.js';
import { LeakyReLU, type LeakyReLUArgs } from './leaky_relu.js';
import { PReLU, type PReLUArgs } from './prelu.js';
import { ReLU, type ReLUArgs } from './relu.js';
import { Softmax, type SoftmaxArgs } from './softmax.js';
import { ThresholdedReLU, type ThresholdedReLUArgs } from './thresholded_relu.js';

// The layers as functions, named as in `tf.layers`.

export const leakyReLU = (args?: LeakyReLUArgs): LeakyReLU => new LeakyReLU(args);
export const prelu = (args?: PReLUArgs): PReLU => new PReLU(args);
export const elu = (args?: ELUArgs): ELU => new ELU(args);
export const thresholdedReLU = (args?: ThresholdedReLUArgs): ThresholdedReLU =>
  new ThresholdedReLU(args);
export const softmax = (args?: SoftmaxArgs): Softmax => new Softmax(args);
export const reLU = (args?: ReLUArgs): ReLU => new ReLU(args);
