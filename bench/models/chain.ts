import * as tf from '@tensorflow/tfjs';
import { activationNames } from './activations.js';
import type { Network } from './network.js';

/** Adds one number, so that the chain has a weight to train and the gradient passes through the whole chain. */
class Shift extends tf.layers.Layer {
  static readonly className = 'Shift';

  override build(): void {
    this.addWeight('shift', [], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return tf.tidy(() => tf.add(x, this.weights[0].read()));
  }
}

/** Layers of one activation, each of which reads the output of another, as in any network. */
function chain(rows: number, features: number, length: number): Network {
  const floats = rows * features;
  return {
    name: `${length} layers of ${floats.toLocaleString('en')} floats`,
    batch: rows,
    // Slopes that are shared within images are measured in networks.
    activations: activationNames.filter((name) => !name.startsWith('PReLU,')),
    build: (from, activation) =>
      tf.sequential({
        layers: [
          new Shift({ inputShape: [features] }),
          ...Array.from({ length }, () => from.layer(activation)),
        ],
      }),
    compile: (model) => {
      const loss = (_: tf.Tensor, y: tf.Tensor) => tf.mean(y, -1);
      model.compile({ optimizer: tf.train.sgd(1e-5), loss });
    },
    chain: { floats, length },
  };
}

/** The time for each layer grows as the number of layers falls. */
export const chains: readonly Network[] = [
  chain(1, 64, 20),
  chain(10, 100, 20),
  chain(128, 256, 8),
  chain(1000, 1000, 2),
];
