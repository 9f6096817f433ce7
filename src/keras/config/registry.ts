import * as tf from '@tensorflow/tfjs';
import { isOurs } from '../../layers/brand.js';
import type { LayerClass } from './layer_classes.js';

// Access to classes registered with tfjs. Names come from a file, and `constructor` must not be found as a class.

type Registered = (typeof tf.serialization.SerializationMap.prototype.classNameMap)[string];

function find(className: string): Registered | undefined {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return Object.hasOwn(classNameMap, className) ? classNameMap[className] : undefined;
}

export function isRegistered(className: string): boolean {
  return find(className) !== undefined;
}

/** Whether it is a class of this package. */
export function isOurClass(className: string): boolean {
  const registered = find(className);
  return registered !== undefined && isOurs(registered[0]);
}

/** What a class of `layers/` says about the layer of Keras that it is. */
export function propertiesOf(className: string): LayerClass | undefined {
  const registered: (object & { readonly inKeras?: LayerClass }) | undefined = find(className)?.[0];
  return registered && isOurs(registered) ? registered.inKeras : undefined;
}

/**
 * @param className The name of a registered class.
 * @param isLoaded Whether the weights of a model are loaded next, so that zeros can replace its initializers.
 */
export function make(
  className: string,
  config: tf.serialization.ConfigDict,
  isLoaded = false,
): tf.serialization.Serializable {
  const [registered, fromConfig] = find(className) as Registered;
  return (fromConfig as FromConfig)(registered, config, {}, isLoaded);
}

/** The signature that tfjs's loader calls, whose last parameter is missing in tfjs's types. */
type FromConfig = (
  registered: Registered[0],
  config: tf.serialization.ConfigDict,
  customObjects: tf.serialization.ConfigDict,
  fastWeightInit: boolean,
) => tf.serialization.Serializable;
