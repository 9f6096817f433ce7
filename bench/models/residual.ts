import * as tf from '@tensorflow/tfjs';
import { type Network, withAdam } from './network.js';

const FILTERS = 16;

export const residual: Network = {
  name: 'two residual blocks 16×16×16, batch 1',
  batch: 1,
  activations: ['mish', 'swish'],
  build: (from, activation) => {
    const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor) =>
      layer.apply(x) as tf.SymbolicTensor;
    const convolved = (x: tf.SymbolicTensor) => {
      const filter = { filters: FILTERS, kernelSize: 3, padding: 'same', useBias: false } as const;
      return apply(tf.layers.batchNormalization(), apply(tf.layers.conv2d(filter), x));
    };
    const activated = (x: tf.SymbolicTensor) => apply(from.layer(activation), x);
    const block = (x: tf.SymbolicTensor) => {
      const change = convolved(activated(convolved(x)));
      return activated(tf.layers.add().apply([x, change]) as tf.SymbolicTensor);
    };
    const input = tf.input({ shape: [16, 16, FILTERS] });
    const pooled = apply(tf.layers.globalAveragePooling2d({}), block(block(input)));
    const scores = apply(tf.layers.dense({ units: 10 }), pooled);
    return tf.model({ inputs: input, outputs: apply(from.layer('Softmax'), scores) });
  },
  compile: withAdam,
};
