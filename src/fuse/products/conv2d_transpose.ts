import * as tf from '@tensorflow/tfjs';
import { windowsOf, withChannelsLast } from './images.js';
import type { Config, Product } from './product.js';

export const conv2dTranspose: Product = {
  className: 'Conv2DTranspose',
  args: ['filters', 'kernelSize', 'strides', 'padding', 'dataFormat'],
  isOneOp: false,
  addsBias: false,
  make: transposed,
  kernels: ({ kernelSize, filters }, channels) => ({
    kernel: [...(kernelSize as number[]), filters as number, channels],
  }),
  scaled: ([kernel], scale) => [kernel.mul(tf.reshape(scale, [-1, 1]))],
  multiply: (x, [kernel], args, { bias }) =>
    withChannelsLast(x, args, (x) => {
      const { strides, pad } = windowsOf(args);
      const inChannelsLast = transposed({ ...args, dataFormat: 'channelsLast' });
      const shape = inChannelsLast.computeOutputShape(x.shape) as tf.Tensor4D['shape'];
      const y = tf.conv2dTranspose(x, kernel as tf.Tensor4D, shape, strides, pad);
      return bias ? tf.add(y, bias) : y;
    }),
  hasRelu: () => false,
};

function transposed(args: Config): tf.layers.Layer {
  type Args = Parameters<typeof tf.layers.conv2dTranspose>[0];
  return tf.layers.conv2dTranspose(args as object as Args);
}
