// The layers. A file exports the classes and the types of their arguments.

export {
  ActivityRegularization,
  type ActivityRegularizationArgs,
} from './activity_regularization.js';
export type { AffineArgs } from './affine_layer.js';
export {
  AdditiveAttention,
  type AdditiveAttentionArgs,
  Attention,
  type AttentionArgs,
  type AttentionCallArgs,
} from './attention.js';
export { BatchNormalization, type BatchNormalizationArgs } from './batch_normalization.js';
export { CategoryEncoding, type CategoryEncodingArgs } from './category_encoding.js';
export {
  Conv1D,
  type Conv1DArgs,
  Conv2D,
  type Conv2DArgs,
  Conv3D,
  type Conv3DArgs,
} from './convolution.js';
export { Cropping1D, type Cropping1DArgs, Cropping3D, type Cropping3DArgs } from './cropping.js';
export {
  DepthwiseConv1D,
  type DepthwiseConv1DArgs,
  DepthwiseConv2D,
  type DepthwiseConv2DArgs,
  SeparableConv1D,
  type SeparableConv1DArgs,
  SeparableConv2D,
  type SeparableConv2DArgs,
} from './depthwise_convolution.js';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  type GlobalPoolingArgs,
} from './global_pooling.js';
export { GroupNormalization, type GroupNormalizationArgs } from './group_normalization.js';
export { GRU, type GRUArgs, GRUCell, type GRUCellArgs } from './gru.js';
export { Identity } from './identity.js';
export {
  GroupQueryAttention,
  type GroupQueryAttentionArgs,
  MultiHeadAttention,
  type MultiHeadAttentionArgs,
} from './multi_head_attention.js';
export { Normalization, type NormalizationArgs } from './normalization.js';
export {
  ZeroPadding1D,
  type ZeroPadding1DArgs,
  ZeroPadding3D,
  type ZeroPadding3DArgs,
} from './padding.js';
export {
  RandomBrightness,
  type RandomColorArgs,
  RandomContrast,
} from './random_color.js';
export {
  RandomFlip,
  type RandomFlipArgs,
  RandomRotation,
  type RandomRotationArgs,
  RandomTranslation,
  type RandomTranslationArgs,
  RandomZoom,
  type RandomZoomArgs,
} from './random_geometry.js';
export { CenterCrop, type CenterCropArgs, Resizing, type ResizingArgs } from './resizing.js';
export { RMSNormalization, type RMSNormalizationArgs } from './rms_normalization.js';
export { SpatialDropout2D, SpatialDropout3D, type SpatialDropoutArgs } from './spatial_dropout.js';
export { Subtract } from './subtract.js';
export { TrainingMode, type TrainingModeArgs } from './training_mode.js';
export {
  Conv1DTranspose,
  type Conv1DTransposeArgs,
  Conv2DTranspose,
  type Conv2DTransposeArgs,
  Conv3DTranspose,
  type Conv3DTransposeArgs,
} from './transposed_convolution.js';
export { UnitNormalization, type UnitNormalizationArgs } from './unit_normalization.js';
export {
  UpSampling1D,
  type UpSampling1DArgs,
  UpSampling2D,
  type UpSampling2DArgs,
  UpSampling3D,
  type UpSampling3DArgs,
} from './up_sampling.js';
