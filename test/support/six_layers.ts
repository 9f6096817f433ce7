import * as tf from '@tensorflow/tfjs';
import { layers } from '../../src/index.js';

export interface SixthOfAll {
  readonly name: string;
  readonly make: (args?: { inputShape?: number[]; batchInputShape?: number[] }) => tf.layers.Layer;
  /**
   * The value of one element, in float64; for Softmax and the others of its family, of an element in a slice of two
   * equal ones.
   */
  readonly meaning: (x: number) => number;
}

/** Each of the six layers, with arguments that are not the defaults. */
export const sixLayers: SixthOfAll[] = [
  {
    name: 'LeakyReLU',
    make: (args) => layers.leakyReLU({ ...args, alpha: 0.1 }),
    meaning: (x) => (x > 0 ? x : Math.fround(0.1) * x),
  },
  {
    name: 'PReLU',
    make: (args) =>
      layers.prelu({ ...args, alphaInitializer: tf.initializers.constant({ value: 0.25 }) }),
    meaning: (x) => (x > 0 ? x : 0.25 * x),
  },
  {
    name: 'ELU',
    make: (args) => layers.elu({ ...args, alpha: 0.5 }),
    meaning: (x) => (x > 0 ? x : 0.5 * Math.expm1(x)),
  },
  {
    name: 'ThresholdedReLU',
    make: (args) => layers.thresholdedReLU({ ...args, theta: 0.5 }),
    meaning: (x) => (x > 0.5 ? x : 0),
  },
  {
    name: 'Softmax',
    make: (args) => layers.softmax({ ...args, axis: -1 }),
    meaning: () => 0.5,
  },
  {
    name: 'ReLU',
    make: (args) => layers.reLU({ ...args, maxValue: 3, negativeSlope: 0.5, threshold: 0.25 }),
    meaning: (x) => (x > 0.25 ? Math.min(x, 3) : 0.5 * (x - 0.25)),
  },
];

/** The layers of the softmax family that have a slope. */
export const relatives: SixthOfAll[] = [
  { name: 'LogSoftmax', make: (args) => layers.logSoftmax(args), meaning: () => Math.log(0.5) },
  { name: 'Softmin', make: (args) => layers.softmin(args), meaning: () => 0.5 },
  { name: 'Sparsemax', make: (args) => layers.sparsemax(args), meaning: () => 0.5 },
];

/** A network of all six layers that can be trained, with the same weights in every call. */
export function networkOfSix(): tf.Sequential {
  const dense = (units: number, seed: number, args = {}) =>
    tf.layers.dense({
      units,
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
      biasInitializer: tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1, seed }),
      ...args,
    });
  const model = tf.sequential({
    layers: [
      dense(8, 1, { inputShape: [5] }),
      layers.leakyReLU({ alpha: 0.1 }),
      dense(8, 2),
      layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.25 }) }),
      dense(8, 3),
      layers.elu({ alpha: 0.7 }),
      dense(8, 4),
      layers.reLU({ maxValue: 6, negativeSlope: 0.05, threshold: 0.1 }),
      layers.thresholdedReLU({ theta: 0.01 }),
      dense(3, 5),
      layers.softmax(),
    ],
  });
  compile(model);
  return model;
}

export function compile(model: tf.LayersModel): void {
  model.compile({ loss: 'categoricalCrossentropy', optimizer: tf.train.sgd(0.3) });
}
