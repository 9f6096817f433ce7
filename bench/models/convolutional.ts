import * as tf from '@tensorflow/tfjs';
import { type Network, withAdam } from './network.js';

export const classifier: Network = {
  name: 'convolutional classifier 28×28, batch 4',
  batch: 4,
  activations: ['PReLU', 'PReLU, one slope a channel', 'LeakyReLU', 'gelu'],
  build: (from, activation) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', inputShape: [28, 28, 1] }),
        from.layer(activation),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same' }),
        from.layer(activation),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 10 }),
        from.layer('Softmax'),
      ],
    }),
  compile: withAdam,
};
