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

/** @param className Of a registered class. */
export function make(
  className: string,
  config: tf.serialization.ConfigDict,
): tf.serialization.Serializable {
  const [registered, fromConfig] = find(className) as Registered;
  return fromConfig(registered, config);
}
