import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';
import { interleave, type Timing } from './measure.js';

export interface TrainingResult {
  readonly network: string;
  readonly ours?: Timing;
  readonly stock?: Timing;
  readonly problem?: string;
}

/** The activations that tfjs can train too. */
type Activations = Pick<typeof tf.layers, 'leakyReLU' | 'prelu' | 'elu' | 'reLU' | 'softmax'>;

function dense(activations: Activations): tf.Sequential {
  const units = (units: number, args = {}) => tf.layers.dense({ units, ...args });
  return tf.sequential({
    layers: [
      units(256, { inputShape: [64] }),
      activations.leakyReLU({ alpha: 0.1 }),
      units(256),
      activations.prelu({}),
      units(256),
      activations.elu({}),
      units(10),
      activations.softmax({ axis: -1 }),
    ],
  });
}

function conv(activations: Activations): tf.Sequential {
  const filters = (filters: number, args = {}) =>
    tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...args });
  return tf.sequential({
    layers: [
      filters(8, { inputShape: [28, 28, 1] }),
      activations.prelu({ sharedAxes: [1, 2] }),
      filters(8, { strides: 2 }),
      activations.reLU({ maxValue: 6 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10 }),
      activations.softmax({ axis: -1 }),
    ],
  });
}

const networks = { dense, conv };

/** Times a whole training step, batches of 64, with tfjs's activations and with ours. */
export function benchTraining(network: keyof typeof networks): TrainingResult {
  const step = (activations: Activations) => {
    const model = networks[network](activations);
    const optimizer = tf.train.sgd(0.01);
    const [, ...shape] = model.inputs[0].shape as number[];
    const x = tf.randomNormal([64, ...shape], 0, 1, 'float32', 1);
    const y = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(10), 10).toFloat();
    const loss = () => tf.losses.softmaxCrossEntropy(y, model.apply(x) as tf.Tensor) as tf.Scalar;
    return () => optimizer.minimize(loss);
  };
  try {
    const times = interleave(
      { ours: step(layers as unknown as Activations), stock: step(tf.layers) },
      3000,
    );
    return { network, ...times };
  } catch (error) {
    return { network, problem: (error as Error).message.split('\n')[0] };
  }
}
