import * as tf from '@tensorflow/tfjs';
import { isOurs, markAsOurs } from '../../layers/brand.js';

type Registered = tf.serialization.SerializableConstructor<tf.layers.Layer>;

/**
 * Makes the layers known to tfjs. They have names that tfjs does not know: Keras's, or `Keras>NAME` where tfjs has
 * another class of that name. A class of yours that has one of the names stays.
 */
export function registerKerasLayers(classes: Readonly<Record<string, object>>): void {
  for (const each of Object.values(classes) as Registered[]) {
    markAsOurs(each);
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const { className } = each;
    const isFree = !Object.hasOwn(classNameMap, className);
    if (isFree || isOurs(classNameMap[className][0])) tf.serialization.registerClass(each);
  }
}
