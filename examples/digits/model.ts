import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';

/** Fully connected layers, with each of the six activations between them. */
function dense(): tf.Sequential {
  const units = seededUnits();
  return tf.sequential({
    layers: [
      units(96, { inputShape: [784] }),
      layers.leakyReLU({ alpha: 0.1 }),
      units(64),
      layers.prelu(),
      units(64),
      layers.elu(),
      units(32),
      layers.reLU({ maxValue: 6 }),
      layers.thresholdedReLU({ theta: 0.05 }),
      units(10),
      layers.softmax(),
    ],
  });
}

/** Preceded by two convolutions, whose PReLU has one slope for each channel. */
function conv(): tf.Sequential {
  const units = seededUnits();
  const filters = (count: number, seed: number) =>
    tf.layers.conv2d({
      filters: count,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      kernelInitializer: tf.initializers.heNormal({ seed }),
    });
  return tf.sequential({
    layers: [
      tf.layers.reshape({ inputShape: [784], targetShape: [28, 28, 1] }),
      filters(8, 11),
      layers.leakyReLU({ alpha: 0.1 }),
      filters(16, 12),
      layers.prelu({ sharedAxes: [1, 2] }),
      tf.layers.flatten(),
      units(64),
      layers.elu(),
      units(32),
      layers.reLU({ maxValue: 6 }),
      layers.thresholdedReLU({ theta: 0.05 }),
      units(10),
      layers.softmax(),
    ],
  });
}

export const models = { dense, conv };

export type ModelName = keyof typeof models;

/** Dense layers whose initial weights are the same in every run. */
function seededUnits() {
  let seed = 1;
  return (units: number, args: { inputShape?: number[] } = {}) =>
    tf.layers.dense({
      units,
      kernelInitializer: tf.initializers.heNormal({ seed: seed++ }),
      ...args,
    });
}
