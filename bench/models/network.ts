import * as tf from '@tensorflow/tfjs';
import type { ActivationName, Activations } from './activations.js';

/** A typical network whose activations are chosen when it is built. */
export interface Network {
  readonly name: string;
  /** The number of samples for `predict` and for a training step. */
  readonly batch: number;
  /** The activations with which it is measured. */
  readonly activations: readonly ActivationName[];
  build(from: Activations, activation: ActivationName): tf.LayersModel;
  /** Prepares the model for training. */
  compile(model: tf.LayersModel): void;
  /** For a chain of one activation: the number of floats in each layer, and the number of layers. */
  readonly chain?: { readonly floats: number; readonly length: number };
}

/** So small that training during the measurement hardly changes the weights. */
const LEARNING_RATE = 1e-5;

/** With Adam, the optimizer of most networks. */
export function withAdam(model: tf.LayersModel): void {
  model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'meanSquaredError' });
}
