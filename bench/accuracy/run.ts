import * as tf from '@tensorflow/tfjs';
import { ops } from 'tfjs-advanced-activations';
import { elementwiseActivations } from '../../src/activations/catalogue.js';
import { inputsFor } from './inputs.js';
import { type Accuracy, count, derived, type Name, nothingYet, ORDERS } from './measure.js';

/** Measures each activation on the backend that is in place. */
export async function run(
  names: readonly Name[],
  report: (accuracy: Accuracy) => void,
): Promise<void> {
  for (const name of names) {
    const inputs = inputsFor(elementwiseActivations[name].formula);
    for (const order of ORDERS) {
      const x = tf.tensor1d(inputs);
      const y = derived(tf, ops, name, order)(x);
      report(count(nothingYet(name, order), inputs, await y.data()));
      tf.dispose([x, y]);
    }
  }
}
