// The layers. A file exports the classes and the types of their arguments.

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
} from './depthwise_convolution.js';
export {
  ZeroPadding1D,
  type ZeroPadding1DArgs,
  ZeroPadding3D,
  type ZeroPadding3DArgs,
} from './padding.js';
export { Subtract } from './subtract.js';
export {
  Conv1DTranspose,
  type Conv1DTransposeArgs,
  Conv2DTranspose,
  type Conv2DTransposeArgs,
  Conv3DTranspose,
  type Conv3DTransposeArgs,
} from './transposed_convolution.js';
export {
  UpSampling1D,
  type UpSampling1DArgs,
  UpSampling2D,
  type UpSampling2DArgs,
  UpSampling3D,
  type UpSampling3DArgs,
} from './up_sampling.js';
