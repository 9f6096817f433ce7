// Layers that few models have. A file exports the classes and the types of their arguments.

export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, type ConvLSTMArgs } from './conv_lstm.js';
export { EinsumDense, type EinsumDenseArgs } from './einsum_dense.js';
