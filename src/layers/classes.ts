// The layers with a separate class, with Keras's arguments. A file exports the class and the type of its arguments.
// The package exports them, registers the classes, and adds a function to `layers` for each.

export * from './crelu.js';
export * from './derf.js';
export * from './dyt.js';
export * from './elu.js';
export * from './entmax15.js';
export * from './formula.js';
export * from './glu.js';
export * from './gumbel_softmax.js';
export * from './hardmax.js';
export * from './leaky_relu.js';
export * from './log_softmax.js';
export * from './maxout.js';
export * from './pelu.js';
export * from './prelu.js';
export * from './relu.js';
export * from './rrelu.js';
export * from './softmax.js';
export * from './softmax_with_sink.js';
export * from './softmax1.js';
export * from './softmin.js';
export * from './sparsemax.js';
export * from './srelu.js';
export * from './thresholded_relu.js';
