import * as tf from '@tensorflow/tfjs';
import { type Network, withAdam } from './network.js';

/** A perceptron for tabular data. */
function ofTable(batch: number): Network {
  return {
    name: `perceptron 16-64-64-1, batch ${batch}`,
    batch,
    activations: ['LeakyReLU', 'PReLU', 'ELU'],
    build: (from, activation) =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 64, inputShape: [16] }),
          from.layer(activation),
          tf.layers.dense({ units: 64 }),
          from.layer(activation),
          tf.layers.dense({ units: 1 }),
        ],
      }),
    compile: withAdam,
  };
}

const wide: Network = {
  name: 'perceptron 64-256-256-10, batch 128',
  batch: 128,
  activations: ['LeakyReLU', 'PReLU', 'ELU', 'mish'],
  build: (from, activation) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 256, inputShape: [64] }),
        from.layer(activation),
        tf.layers.dense({ units: 256 }),
        from.layer(activation),
        tf.layers.dense({ units: 10 }),
        from.layer('Softmax'),
      ],
    }),
  compile: withAdam,
};

export const perceptrons: readonly Network[] = [ofTable(1), ofTable(128), wide];
