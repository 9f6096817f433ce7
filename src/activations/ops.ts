import { sliceOp } from './slice_op.js';

/** `exp(x) / sum(exp(x))`; what the mask leaves out is exactly 0. */
export const softmax = sliceOp('softmax');

/** `x - log(sum(exp(x)))`; what the mask leaves out is -Infinity. */
export const logSoftmax = sliceOp('logSoftmax');

/** Softmax of `-x`; what the mask leaves out is exactly 0. */
export const softmin = sliceOp('softmin');

/** `max(x - tau, 0)`, where `tau` makes it sum to 1; what the mask leaves out is 0. */
export const sparsemax = sliceOp('sparsemax');

/** 1 for the first of the largest, 0 for the rest; its gradient is 0. */
export const hardmax = sliceOp('hardmax');
