import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../kernels/backend.js';
import * as products from '../../kernels/products.js';
import { weightsOf } from '../../layers/weights.js';
import { windowsOf } from './images.js';
import { type Product, scaledAlongLast } from './product.js';

const POINTS: Windows = { strides: [1, 1], pad: 'valid', dilations: [1, 1] };

export const separableConv2d: Product = {
  className: 'SeparableConv2D',
  args: ['filters', 'kernelSize', 'depthMultiplier', 'strides', 'padding', 'dilationRate'],
  unsaved: (layer) => ({ depthMultiplier: weightsOf(layer)[0].shape[3] }),
  isOneOp: false,
  addsBias: true,
  make: (args) =>
    tf.layers.separableConv2d(args as object as Parameters<typeof tf.layers.separableConv2d>[0]),
  kernels({ kernelSize, depthMultiplier, filters }, channels) {
    const multiplier = depthMultiplier as number;
    return {
      depthwiseKernel: [...(kernelSize as number[]), channels, multiplier],
      pointwiseKernel: [1, 1, channels * multiplier, filters as number],
    };
  },
  scaled: scaledAlongLast,
  multiply(x, [depthwise, pointwise], args, epilogue) {
    const filter = depthwise as tf.Tensor4D;
    const y = products.depthwiseConv2d(x as tf.Tensor4D, filter, windowsOf(args), {});
    return products.conv2d(y, pointwise as tf.Tensor4D, POINTS, epilogue);
  },
};
