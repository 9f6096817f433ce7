import * as tf from '@tensorflow/tfjs';
import { isOurs } from '../../layers/brand.js';

// What is registered with tfjs. Names come from a file: `constructor` is the name of no class.

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

/**
 * @param className Of a registered class.
 * @param isLoaded Whether the weights of a model are loaded next, so that zeros do in the place of its initializers.
 */
export function make(
  className: string,
  config: tf.serialization.ConfigDict,
  isLoaded = false,
): tf.serialization.Serializable {
  const [registered, fromConfig] = find(className) as Registered;
  return (fromConfig as FromConfig)(registered, config, {}, isLoaded);
}

/** What tfjs's loader calls, though its types do not say the last parameter. */
type FromConfig = (
  registered: Registered[0],
  config: tf.serialization.ConfigDict,
  customObjects: tf.serialization.ConfigDict,
  fastWeightInit: boolean,
) => tf.serialization.Serializable;
