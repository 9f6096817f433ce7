import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';
import { interleave, type Queue } from './measure.js';
import type { TrainingResult } from './results.js';

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

const BATCH = 64;

/** Times a whole training step, in batches of 64, with tfjs's activations and with ours. */
export async function benchTraining(
  network: keyof typeof networks,
  budgetMs: number,
  queue?: Queue,
): Promise<TrainingResult> {
  const step = (activations: Activations) => {
    const model = networks[network](activations);
    const optimizer = tf.train.sgd(0.01);
    const [, ...shape] = model.inputs[0].shape as number[];
    const x = tf.randomNormal([BATCH, ...shape], 0, 1, 'float32', 1);
    const digits = Array.from({ length: BATCH }, (_, i) => i % 10);
    const y = tf.oneHot(tf.tensor1d(digits, 'int32'), 10).toFloat();
    const loss = () => tf.losses.softmaxCrossEntropy(y, model.apply(x) as tf.Tensor) as tf.Scalar;
    return () => optimizer.minimize(loss);
  };
  try {
    const times = await interleave(
      { ours: step(layers as unknown as Activations), stock: step(tf.layers) },
      budgetMs,
      queue,
    );
    return { kind: 'training', network, ...times };
  } catch (error) {
    return { kind: 'training', network, problem: (error as Error).message.split('\n')[0] };
  }
}
