import * as tf from '@tensorflow/tfjs';
import { isOurs, markAsOurs } from '../../layers/brand.js';
import { FusedModel, FusedSequential } from '../for_inference.js';
import { FusedElementwise, fusedClasses } from './classes.js';

type Registered = tf.serialization.SerializableConstructor<tf.layers.Layer>;

/** Makes the layers and the models known to tfjs, so that saved ones load. A class of yours that has a name stays. */
export function registerFused(): void {
  const all = [FusedModel, FusedSequential, FusedElementwise, ...fusedClasses.values()];
  for (const each of all as object[] as Registered[]) {
    markAsOurs(each);
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const { className } = each;
    const isFree = !Object.hasOwn(classNameMap, className);
    if (isFree || isOurs(classNameMap[className][0])) tf.serialization.registerClass(each);
  }
}
