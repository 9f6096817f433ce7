export { ELU, type ELUArgs } from './layers/elu.js';
export * as layers from './layers/factories.js';
export { LeakyReLU, type LeakyReLUArgs } from './layers/leaky_relu.js';
export { PReLU, type PReLUArgs } from './layers/prelu.js';
export { register } from './layers/register.js';
export { ReLU, type ReLUArgs } from './layers/relu.js';
export { Softmax, type SoftmaxArgs } from './layers/softmax.js';
export { ThresholdedReLU, type ThresholdedReLUArgs } from './layers/thresholded_relu.js';
