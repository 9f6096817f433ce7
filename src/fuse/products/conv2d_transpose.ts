import * as tf from '@tensorflow/tfjs';
import { windowsOf, withChannelsLast } from './images.js';
import type { Product } from './product.js';

export const conv2dTranspose: Product = {
  className: 'Conv2DTranspose',
  args: ['filters', 'kernelSize', 'strides', 'padding', 'dataFormat'],
  isOneOp: false,
  addsBias: false,
  make: (args) =>
    tf.layers.conv2dTranspose(args as object as Parameters<typeof tf.layers.conv2dTranspose>[0]),
  kernels: ({ kernelSize, filters }, channels) => ({
    kernel: [...(kernelSize as number[]), filters as number, channels],
  }),
  scaled: ([kernel], scale) => [kernel.mul(tf.reshape(scale, [-1, 1]))],
  multiply: (x, [kernel], args, { bias }) =>
    withChannelsLast(x, args, (x) => {
      const { strides, pad } = windowsOf(args);
      const [height, width] = strides.map((stride, axis) => {
        const over = pad === 'same' ? 0 : Math.max(kernel.shape[axis] - stride, 0);
        return x.shape[axis + 1] * stride + over;
      });
      const [batch] = x.shape;
      const filters = kernel.shape[2] as number;
      const shape: typeof x.shape = [batch, height, width, filters];
      const y = tf.conv2dTranspose(x, kernel as tf.Tensor4D, shape, strides, pad);
      return bias ? tf.add(y, bias) : y;
    }),
};
