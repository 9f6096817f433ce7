import * as tf from '@tensorflow/tfjs';
import { PREFIX } from './class_name.js';
import { isKnown } from './layer_classes.js';
import { isOurClass, isRegistered } from './registry.js';
import type { Serialized } from './serialized.js';

// Decides whether a class in a file belongs to Keras or to the user.

/** The modules of Keras's own objects. */
const KERAS =
  /^(keras|tf_keras|tensorflow\.(python\.)?keras|tensorflow_core\.(python\.)?keras)(\.|$)/;
/** The Python module that registers this package's classes with Keras. */
const OURS = 'tfjs_advanced_activations';

/**
 * The activations of this package that Keras does not have: if a file contains one of these names, it means a custom
 * function. Names that have a single meaning everywhere, in PyTorch and in models of Hugging Face, are not included.
 */
export const NOT_OF_KERAS =
  /^(isrlu|xielu|lisht|phish|snake(_?beta)?|sine(_?relu)?|hardmax|softmin|softmax1|hard_?sigmoid6|sqrt_?softplus|parametric_?\w+|entmax15|gelu_?(10|python|fast|accurate)|thresholded_?relu|squared_?relu|star_?relu|softcap|laplace|hard_?mish|telu|golu)$/i;

/** Tells the user what to do about a custom object; `undefined` if Keras or tfjs has the class. */
export function problemOfUser(source: Serialized, what = 'layer'): string | undefined {
  const name = nameOfClass(source);
  if (isOfKeras(source) || isRegisteredByUser(name) || name.startsWith(PREFIX)) return undefined;
  return `is not the ${what} of Keras but the custom class '${name}': pass it in ${asCustomObject(name)}`;
}

/** Where the user passes a custom object, as errors say it. */
export function asCustomObject(name: string): string {
  return `fromKeras(source, { customObjects: { '${name}': … } })`;
}

/** The name under which a class is registered, `package>Class`, or the name of the class. */
export function nameOfClass({ class_name, registered_name }: Serialized): string {
  return typeof registered_name === 'string' ? registered_name : class_name;
}

/** Older files, and all `.h5` files, do not contain the module. */
export function isOfKeras(source: Serialized): boolean {
  const { class_name, module } = source;
  if (nameOfClass(source) !== class_name || class_name.includes('>')) return false;
  if (module === OURS) return true;
  if (module === null) return false;
  if (typeof module === 'string') return KERAS.test(module);
  return !isOurClass(class_name) || isKnown(class_name);
}

/** Whether the class of a layer belongs neither to Keras nor to this package. */
export function isOfUser(source: Serialized): boolean {
  return !isOfKeras(source) || !(isKnown(source.class_name) || isOurClass(source.class_name));
}

/** Whether the user has registered a class with tfjs under a name that neither tfjs nor this package uses. */
export function isRegisteredByUser(name: string): boolean {
  return isRegistered(name) && !isOurClass(name) && !isLayerOfTfjs(name);
}

function isLayerOfTfjs(name: string): boolean {
  return Object.keys(tf.layers).some((each) => each.toLowerCase() === name.toLowerCase());
}
