import * as tf from '@tensorflow/tfjs';
import { toText } from '../../../scripts/mathematics/print.js';
import { specialise } from '../../../src/catalogue/activation.js';
import { variablesOf } from '../../../src/formula/expression.js';
import { layers, ops } from '../../../src/index.js';

/** An activation with which a network is trained. */
export interface TrainedActivation {
  readonly label: string;
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** The parameters that are learned, with their minimum, if they have one. */
  readonly learned: readonly { readonly name: string; readonly min?: number }[];
}

export interface Architecture {
  readonly depth: number;
  readonly units: number;
  /** The seed of the initial weights, the same for each activation. */
  readonly seed: number;
}

/** A network from the two coordinates to one number, which is positive for the second class. */
export function network(
  activation: TrainedActivation,
  { depth, units, seed }: Architecture,
): tf.Sequential {
  const dense = (units: number, layer: number) =>
    tf.layers.dense({
      units,
      kernelInitializer: tf.initializers.heNormal({ seed: seed + layer }),
      ...(layer === 0 && { inputShape: [2] }),
    });
  const hidden = Array.from({ length: depth }, (_, layer) => [
    dense(units, layer),
    activationLayer(activation),
  ]);
  return tf.sequential({ layers: [...hidden.flat(), dense(1, depth)] });
}

/** A learned parameter has one value for each layer. */
function activationLayer({ formula, parameters, learned }: TrainedActivation): tf.layers.Layer {
  const isLearned = (name: string) => learned.some((each) => each.name === name);
  const numbers = Object.entries(parameters).filter(([name]) => !isLearned(name));
  const fixed = specialise(formula, Object.fromEntries(numbers));
  const read = variablesOf(fixed.formula);
  const weights = learned
    .filter(({ name }) => read.includes(name))
    .map(({ name, min }) => {
      const initializer = tf.initializers.constant({ value: parameters[name] });
      const constraint = min === 0 ? tf.constraints.nonNeg() : undefined;
      return [name, { initializer, constraint, sharedAxes: 1 }] as const;
    });
  const used = Object.entries(fixed.parameters).filter(([name]) => read.includes(name));
  return layers.formula({
    formula: toText(fixed.formula),
    ...Object.fromEntries(used),
    ...Object.fromEntries(weights),
  });
}

/**
 * The cross-entropy of the classes. `sign` is 1 for the second class and -1 for the first, and `logit` is the output
 * of the network.
 */
export function crossEntropy(sign: tf.Tensor, logit: tf.Tensor): tf.Tensor {
  return tf.mean(ops.softplus(tf.neg(tf.mul(sign, logit))));
}

export const OPTIMIZERS = ['adam', 'rmsprop', 'sgd'] as const;

export type OptimizerName = (typeof OPTIMIZERS)[number];

export function optimizer(name: OptimizerName, learningRate: number): tf.Optimizer {
  return tf.train[name](learningRate);
}
