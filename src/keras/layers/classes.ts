// The layers. A file exports the classes and the types of their arguments.

export { Cropping1D, type Cropping1DArgs, Cropping3D, type Cropping3DArgs } from './cropping.js';
export {
  ZeroPadding1D,
  type ZeroPadding1DArgs,
  ZeroPadding3D,
  type ZeroPadding3DArgs,
} from './padding.js';
export { Subtract } from './subtract.js';
export {
  UpSampling1D,
  type UpSampling1DArgs,
  UpSampling2D,
  type UpSampling2DArgs,
  UpSampling3D,
  type UpSampling3DArgs,
} from './up_sampling.js';
