import * as tf from '@tensorflow/tfjs';
import { weightsOf } from '../../layers/weights.js';
import { windowsOf } from './images.js';
import { type Product, scaledAlongLast } from './product.js';

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
    const { strides, pad, dilations } = windowsOf(args);
    const filter = depthwise as tf.Tensor4D;
    return tf.fused.conv2d({
      x: tf.depthwiseConv2d(x as tf.Tensor4D, filter, strides, pad, 'NHWC', dilations),
      filter: pointwise as tf.Tensor4D,
      strides: 1,
      pad: 'valid',
      ...epilogue,
    });
  },
};
