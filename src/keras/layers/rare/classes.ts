// Layers that few models have. A file exports the classes and the types of their arguments.

export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  type AdaptivePoolingArgs,
} from './adaptive_pooling.js';
export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, type ConvLSTMArgs } from './conv_lstm.js';
export { Discretization, type DiscretizationArgs } from './discretization.js';
export { EinsumDense, type EinsumDenseArgs } from './einsum_dense.js';
export { IntegerLookup, type IntegerLookupArgs } from './integer_lookup.js';
export { LayerNormalization, type LayerNormalizationArgs } from './layer_normalization.js';
export {
  LocallyConnected1D,
  LocallyConnected2D,
  type LocallyConnectedArgs,
} from './locally_connected.js';
export {
  AveragePooling1D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling3D,
  type PoolingArgs,
} from './pooling.js';
export { SpectralNormalization, type SpectralNormalizationArgs } from './spectral_normalization.js';
