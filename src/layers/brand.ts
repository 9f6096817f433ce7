import * as tf from '@tensorflow/tfjs';

// There may be another copy of the package, such as CommonJS beside ES modules, with classes of its own.

const OURS = Symbol.for('tfjs-advanced-activations');

/** Marks a class as one of this package, for all copies of the package. */
export function markAsOurs(registered: object): void {
  Object.defineProperty(registered, OURS, { value: true });
}

/** Whether a class registered with tfjs belongs to this package, in any copy. */
export function isOurs(registered: object): boolean {
  return Object.hasOwn(registered, OURS);
}

/** Registers classes with tfjs. A class of the user with the same name stays registered. */
export function registerUnlessTaken(classes: Iterable<object>): void {
  for (const each of classes as Iterable<
    tf.serialization.SerializableConstructor<tf.layers.Layer>
  >) {
    markAsOurs(each);
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const { className } = each;
    const isFree = !Object.hasOwn(classNameMap, className);
    if (isFree || isOurs(classNameMap[className][0])) tf.serialization.registerClass(each);
  }
}
