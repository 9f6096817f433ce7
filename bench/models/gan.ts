import * as tf from '@tensorflow/tfjs';
import { type Network, withAdam } from './network.js';

const generator: Network = {
  name: 'generator 28×28, batch 4',
  batch: 4,
  activations: ['LeakyReLU'],
  build: (from, activation) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 7 * 7 * 16, inputShape: [64] }),
        from.layer(activation),
        tf.layers.reshape({ targetShape: [7, 7, 16] }),
        tf.layers.conv2dTranspose({ filters: 16, kernelSize: 4, strides: 2, padding: 'same' }),
        tf.layers.batchNormalization(),
        from.layer(activation),
        tf.layers.conv2dTranspose({
          filters: 1,
          kernelSize: 4,
          strides: 2,
          padding: 'same',
          activation: from.argument('tanh'),
        }),
      ],
    }),
  compile: withAdam,
};

const discriminator: Network = {
  name: 'discriminator 28×28, batch 4',
  batch: 4,
  activations: ['LeakyReLU'],
  build: (from, activation) => {
    const halving = { kernelSize: 4, strides: 2, padding: 'same' } as const;
    return tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 16, inputShape: [28, 28, 1], ...halving }),
        from.layer(activation),
        tf.layers.conv2d({ filters: 32, ...halving }),
        from.layer(activation),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1, activation: from.argument('sigmoid') }),
      ],
    });
  },
  compile: withAdam,
};

export const gan: readonly Network[] = [generator, discriminator];
