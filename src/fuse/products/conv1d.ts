import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../kernels/backend.js';
import * as products from '../../kernels/products.js';
import { type Product, scaledAlongLast } from './product.js';

/** A convolution of images that are one pixel high. */
export const conv1d: Product = {
  className: 'Conv1D',
  args: ['filters', 'kernelSize', 'strides', 'padding', 'dilationRate'],
  isOneOp: false,
  addsBias: true,
  make: (args) => tf.layers.conv1d(args as object as Parameters<typeof tf.layers.conv1d>[0]),
  kernels: ({ kernelSize, filters }, channels) => ({
    kernel: [...(kernelSize as number[]), channels, filters as number],
  }),
  scaled: scaledAlongLast,
  multiply(x, [kernel], { strides, padding, dilationRate }, epilogue) {
    const [batch, steps, channels] = x.shape;
    const [size, ...ends] = kernel.shape as [number, number, number];
    const images = tf.reshape(x, [batch, 1, steps, channels]) as tf.Tensor4D;
    const filter = tf.reshape(kernel, [1, size, ...ends]) as tf.Tensor4D;
    const windows: Windows = {
      strides: [1, (strides as number[])[0]],
      pad: padding as 'valid' | 'same',
      dilations: [1, (dilationRate as number[])[0]],
    };
    const y = products.conv2d(images, filter, windows, epilogue);
    return tf.reshape(y, [batch, y.shape[2], y.shape[3]]);
  },
};
