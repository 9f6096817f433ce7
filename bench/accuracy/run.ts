import * as tf from '@tensorflow/tfjs';
import { ops } from 'tfjs-advanced-activations';
import { type Activation, defaultsOf, withValues } from '../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { inputsFor } from './inputs.js';
import { type Accuracy, count, derived, type Name, nothingYet, ORDERS } from './measure.js';
import { given } from './reference.js';

/** The other backends replace subnormal numbers by 0. */
const KEEP_SUBNORMALS = ['cpu', 'wasm'];

function isKept(x: number): boolean {
  return KEEP_SUBNORMALS.includes(tf.getBackend()) || x === 0 || Math.abs(x) >= 2 ** -126;
}

/** Measures each activation on the current backend. */
export async function run(
  names: readonly Name[],
  report: (accuracy: Accuracy) => void,
): Promise<void> {
  for (const name of names) {
    const activation: Activation = elementwiseActivations[name];
    const parameters = given[name] ?? defaultsOf(activation) ?? {};
    const inputs = inputsFor(withValues(activation.formula, parameters)).filter(isKept);
    for (const order of ORDERS) {
      const x = tf.tensor1d(inputs);
      const y = derived(tf, ops, name, order)(x);
      report(count(nothingYet(name, order), inputs, await y.data()));
      tf.dispose([x, y]);
    }
  }
}
