import * as tf from '@tensorflow/tfjs';
import { matMul } from '../../kernels/products.js';
import { type Product, scaledAlongLast } from './product.js';

export const dense: Product = {
  className: 'Dense',
  args: ['units'],
  isOneOp: true,
  gainsAlone: true,
  addsBias: true,
  make: (args) => tf.layers.dense(args as object as Parameters<typeof tf.layers.dense>[0]),
  kernels: ({ units }, channels) => ({ kernel: [channels, units as number] }),
  scaled: scaledAlongLast,
  multiply(x, [kernel], { units }, epilogue) {
    const rows = (x.rank === 2 ? x : tf.reshape(x, [-1, kernel.shape[0]])) as tf.Tensor2D;
    const y = matMul(rows, kernel as tf.Tensor2D, epilogue);
    return x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), units as number]);
  },
};
