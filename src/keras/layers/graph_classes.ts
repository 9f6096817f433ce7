// Layers that stand for what Keras does in a graph, and not for a layer of Keras.

export { GivenMask, MergedMask, ZeroOutput } from './masks.js';
export { Op, type OpArgs } from './op.js';
