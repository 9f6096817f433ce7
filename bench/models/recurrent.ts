import * as tf from '@tensorflow/tfjs';
import { type Network, withAdam } from './network.js';

export const recurrent: Network = {
  name: 'LSTM classifier 20×16, batch 8',
  batch: 8,
  activations: ['tanh'],
  build: (from, activation) =>
    tf.sequential({
      layers: [
        tf.layers.lstm({
          units: 32,
          inputShape: [20, 16],
          recurrentInitializer: 'glorotNormal', // The initializer of tfjs is slow.
          activation: from.argument(activation),
          recurrentActivation: from.argument('hardSigmoid'),
        }),
        tf.layers.dense({ units: 10 }),
        from.layer('Softmax'),
      ],
    }),
  compile: withAdam,
};
