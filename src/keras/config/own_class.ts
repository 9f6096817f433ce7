import * as tf from '@tensorflow/tfjs';
import { PREFIX } from './class_name.js';
import { layerClass } from './layer_classes.js';
import { isObject, isSerialized, plain, type Serialized } from './serialized.js';

// Which layers of a file are classes of `keras/layers/`, because tfjs does not have them or computes them otherwise.

/**
 * The name under which the class of a layer is registered by `keras/layers/`; `undefined` where it is tfjs's own.
 *
 * @param config The arguments of the layer, as tfjs reads them.
 */
export function ownClass(
  { class_name, ...source }: Serialized,
  config: Serialized['config'],
): string | undefined {
  if (class_name.startsWith(PREFIX)) return class_name;
  const { own, isWrongInWasm } = layerClass(class_name);
  if (own === true) return class_name;
  const isOwn =
    own?.(config, { class_name, ...source }) || (isWrongInWasm && tf.getBackend() === 'wasm');
  return own && isOwn ? PREFIX + class_name : undefined;
}

/** Whether any layer in a model is such a class. */
export function hasOwnClass(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasOwnClass);
  if (!isObject(value)) return false;
  if (isSerialized(value) && ownClass(value, plain(value.config) as Serialized['config'])) {
    return true;
  }
  return Object.values(value).some(hasOwnClass);
}
