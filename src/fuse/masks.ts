import * as tf from '@tensorflow/tfjs';
import type { Graph } from './graph.js';
import { knownClass } from './known_classes.js';

/** The tensors of a model that may carry a mask. */
export function maskedIn({ calls }: Graph): ReadonlySet<tf.SymbolicTensor> {
  const masked = new Set<tf.SymbolicTensor>();
  for (const { layer, inputs, outputs } of calls) {
    if (!layer.supportsMasking) continue;
    if (mayMakeMask(layer) || inputs.some((input) => masked.has(input))) {
      for (const output of outputs) masked.add(output);
    }
  }
  return masked;
}

const { computeMask } = tf.layers.Layer.prototype;

/** Whether it computes the mask of its output itself, such as `Masking`; `Add` without input masks computes none. */
function mayMakeMask(layer: tf.layers.Layer): boolean {
  return layer.computeMask !== computeMask && knownClass(layer) !== 'Add';
}
