import * as tf from '@tensorflow/tfjs';
import type { Activations } from './activations.js';
import { type Network, withAdam } from './network.js';

const [LENGTH, FEATURES, HEADS, HIDDEN] = [32, 64, 4, 256];

type AttentionArgs = { name?: string; softmax: Activations['maskedSoftmax'] };

/** Attention of queries to the keys up to their own position; all tensors are [batch, length, features]. */
class CausalAttention extends tf.layers.Layer {
  static readonly className = 'CausalAttention';

  private readonly mask = tf.keep(
    tf.tidy(() => tf.linalg.bandPart(tf.ones([LENGTH, LENGTH]), -1, 0)),
  );

  private readonly softmax: Activations['maskedSoftmax'];

  constructor({ softmax, ...args }: AttentionArgs) {
    super(args);
    this.softmax = softmax;
  }

  override call(inputs: tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [queries, keys, values] = inputs.map((x) => {
        const heads = tf.reshape(x, [-1, LENGTH, HEADS, FEATURES / HEADS]);
        return tf.transpose(heads, [0, 2, 1, 3]);
      });
      const scores = tf.mul(tf.matMul(queries, keys, false, true), (FEATURES / HEADS) ** -0.5);
      const attended = tf.matMul(this.softmax(scores, this.mask), values);
      return tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [-1, LENGTH, FEATURES]);
    });
  }

  override computeOutputShape(inputShapes: tf.Shape[]): tf.Shape {
    return inputShapes[0];
  }

  /** The config contains a function, which is possible for a copy in memory. */
  override getConfig(): tf.serialization.ConfigDict {
    return Object.assign(super.getConfig(), { softmax: this.softmax });
  }

  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    this.mask.dispose();
    return super.dispose();
  }
}

export const transformer: Network = {
  name: 'transformer block 32×64, batch 4',
  batch: 4,
  activations: ['gelu', 'gelu_new'],
  build: (from, activation) => {
    const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
      layer.apply(x) as tf.SymbolicTensor;
    const add = (x: tf.SymbolicTensor, change: tf.SymbolicTensor) =>
      apply(tf.layers.add(), [x, change]);
    const dense = (units: number, x: tf.SymbolicTensor) => apply(tf.layers.dense({ units }), x);
    const normalized = (x: tf.SymbolicTensor) => apply(tf.layers.layerNormalization(), x);

    const input = tf.input({ shape: [LENGTH, FEATURES] });
    const x = normalized(input);
    const projected = [FEATURES, FEATURES, FEATURES].map((units) => dense(units, x));
    const attended = apply(new CausalAttention({ softmax: from.maskedSoftmax }), projected);
    const between = add(input, dense(FEATURES, attended));
    const hidden = tf.layers.dense({ units: HIDDEN, activation: from.argument(activation) });
    const output = add(between, dense(FEATURES, apply(hidden, normalized(between))));
    return tf.model({ inputs: input, outputs: output });
  },
  compile: withAdam,
};
