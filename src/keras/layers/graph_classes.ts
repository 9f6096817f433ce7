// Layers for operations of a Keras graph that are not Keras layers.

export { GivenMask, MergedMask, ZeroOutput } from './masks.js';
