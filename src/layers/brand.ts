import * as tf from '@tensorflow/tfjs';

// There may be another copy of the package, as CommonJS beside ES modules, whose classes are not those of this one.

const OURS = Symbol.for('tfjs-advanced-activations');

/** Makes a class known as one of this package, to all of its copies. */
export function markAsOurs(registered: object): void {
  Object.defineProperty(registered, OURS, { value: true });
}

/** Whether a class that is registered with tfjs is one of this package, in any of its copies. */
export function isOurs(registered: object): boolean {
  return Object.hasOwn(registered, OURS);
}

/** Makes classes known to tfjs. One of the user's that has a name stays. */
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
