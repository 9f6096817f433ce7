import * as tf from '@tensorflow/tfjs';
import * as products from '../../kernels/products.js';
import { windowsOf, withChannelsLast } from './images.js';
import { type Product, scaledAlongLast } from './product.js';

export const conv2d: Product = {
  className: 'Conv2D',
  args: ['filters', 'kernelSize', 'strides', 'padding', 'dataFormat', 'dilationRate'],
  isOneOp: true,
  addsBias: true,
  make: (args) => tf.layers.conv2d(args as object as Parameters<typeof tf.layers.conv2d>[0]),
  kernels: ({ kernelSize, filters }, channels) => ({
    kernel: [...(kernelSize as number[]), channels, filters as number],
  }),
  scaled: scaledAlongLast,
  multiply: (x, [kernel], args, epilogue) =>
    withChannelsLast(x, args, (x) =>
      products.conv2d(x, kernel as tf.Tensor4D, windowsOf(args), epilogue),
    ),
};
