import * as tf from '@tensorflow/tfjs';

// Importing the package puts its classes in the place of those that tfjs has for `activation: '…'`. So this file
// is imported before the package is.

const { classNameMap } = tf.serialization.SerializationMap.getMap();
const classes = { ...classNameMap };

const baseOf = (name: string) => Object.getPrototypeOf(classes[name][0]);

/** tfjs's own activation of this name, which a layer takes in the place of the name. */
export function stockActivation(name: string): tf.serialization.Serializable {
  if (baseOf(name) !== baseOf('linear')) {
    throw new Error('stock_activations.ts must be imported before tfjs-advanced-activations');
  }
  return new (classes[name][0] as new () => tf.serialization.Serializable)();
}
