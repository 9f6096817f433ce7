import * as tf from '@tensorflow/tfjs';
import type { ActivationName, Activations } from './activations.js';

/** A network as people build it, whose activations are chosen when it is built. */
export interface Network {
  readonly name: string;
  /** How many samples `predict` and a training step are given. */
  readonly batch: number;
  /** The activations that it is measured with. */
  readonly activations: readonly ActivationName[];
  build(from: Activations, activation: ActivationName): tf.LayersModel;
  /** Makes it ready to train. */
  compile(model: tf.LayersModel): void;
  /** Of a chain of one activation, how many floats a layer has and how many layers there are. */
  readonly chain?: { readonly floats: number; readonly length: number };
}

/** So small that what is timed stays as it is at the start. */
const LEARNING_RATE = 1e-5;

/** As most networks are trained. */
export function withAdam(model: tf.LayersModel): void {
  model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'meanSquaredError' });
}
