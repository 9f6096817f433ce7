import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../kernels/backend.js';
import * as products from '../../kernels/products.js';
import { windowsOf, withChannelsLast } from './images.js';
import type { Config, Product } from './product.js';

/** Without the dilation, which the layer of tfjs ignores. */
const undilated = (args: Config): Windows => ({ ...windowsOf(args), dilations: [1, 1] });

export const depthwiseConv2d: Product = {
  className: 'DepthwiseConv2D',
  args: ['kernelSize', 'depthMultiplier', 'strides', 'padding', 'dataFormat'],
  isOneOp: false,
  addsBias: true,
  make: (args) =>
    tf.layers.depthwiseConv2d(args as object as Parameters<typeof tf.layers.depthwiseConv2d>[0]),
  kernels: ({ kernelSize, depthMultiplier }, channels) => ({
    depthwiseKernel: [...(kernelSize as number[]), channels, depthMultiplier as number],
  }),
  scaled: ([kernel], scale) => [kernel.mul(tf.reshape(scale, kernel.shape.slice(2)))],
  multiply: (x, [kernel], args, epilogue) =>
    withChannelsLast(x, args, (x) =>
      products.depthwiseConv2d(x, kernel as tf.Tensor4D, undilated(args), epilogue),
    ),
};
