import * as tf from '@tensorflow/tfjs';

// Importing the package replaces the classes that tfjs has for `activation: '…'`. Therefore this file is imported
// before the package.

const { classNameMap } = tf.serialization.SerializationMap.getMap();
const classes = { ...classNameMap };

const baseOf = (name: string) => Object.getPrototypeOf(classes[name][0]);

/** The activation of tfjs with this name, which can be passed to a layer instead of the name. */
export function stockActivation(name: string): tf.serialization.Serializable {
  if (baseOf(name) !== baseOf('linear')) {
    throw new Error('stock_activations.ts must be imported before tfjs-advanced-activations');
  }
  return new (classes[name][0] as new () => tf.serialization.Serializable)();
}
