import * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import { shapesOf, weightsOf } from '../layers/weights.js';
import { configOf } from './products/products.js';

type LayerClass = tf.serialization.SerializableConstructor<tf.layers.Layer> &
  Pick<typeof tf.layers.Layer, 'fromConfig'>;

/**
 * A layer with the same config, which is not built yet.
 *
 * @throws When the layer cannot be created from its config.
 */
export function copyOf(layer: tf.layers.Layer): tf.layers.Layer {
  const layerClass = layer.constructor as LayerClass;
  let copy: tf.layers.Layer;
  try {
    copy = layerClass.fromConfig(layerClass, configOf(layer));
  } catch (error) {
    throw notCopied(layer, error instanceof Error ? error.message : String(error));
  }
  // Its weights are overwritten, so they need no random initialization.
  copy.setFastWeightInitDuringBuild(true);
  return copy;
}

/** Copies the weights of the layer to the copy. Both share the same data until one of them is assigned other data. */
export function copyWeights(layer: tf.layers.Layer, copy: tf.layers.Layer): void {
  const [weights, copied] = [weightsOf(layer), weightsOf(copy)];
  const [shapes, ofCopy] = [shapesOf(weights), shapesOf(copied)];
  if (shapes !== ofCopy) {
    throw notCopied(layer, `its weights have shapes ${shapes}, those of the copy ${ofCopy}`);
  }
  checkFields(layer, copy);
  const { assign } = tf.Variable.prototype;
  for (const [i, weight] of weights.entries()) {
    // Assigned without the constraint, which would be applied to an assignment to the variable.
    assign.call(copied[i].read() as tf.Variable, weight.read());
  }
}

/** The fields that every layer has, such as the counters of layers and calls in tfjs. */
let ofEach: ReadonlySet<string> | undefined;

/**
 * The config of a custom class may lack arguments of its constructor: the copy would use defaults, and compute
 * something else.
 */
function checkFields(layer: tf.layers.Layer, copy: tf.layers.Layer): void {
  ofEach ??= new Set(Object.keys(tf.layers.flatten({ name: 'of_each' })));
  const copied = copy as unknown as Readonly<Record<string, unknown>>;
  for (const [key, value] of Object.entries(layer)) {
    if (ofEach.has(key) || isSame(value, copied[key])) continue;
    throw notCopied(
      layer,
      `${key} is ${show(value)}, but ${show(copied[key])} in the copy`,
      typeof value === 'function'
        ? ''
        : `If call() sets ${key}, fuse the model before its first call, or save it, load it and fuse that`,
    );
  }
}

/**
 * Whether two values are equal, as far as they can be compared: functions by their source, objects not at all. Both
 * null and undefined are the absence of an argument.
 */
function isSame(value: unknown, other: unknown): boolean {
  if (value === null || value === undefined) return other === null || other === undefined;
  if (typeof value === 'function') {
    return typeof other === 'function' && String(value) === String(other);
  }
  return typeof value === 'object' ? other !== undefined : Object.is(value, other);
}

function notCopied(layer: tf.layers.Layer, reason: string, advice = ''): Error {
  return new Error(
    `The layer ${layer.name} (${layer.getClassName()}) cannot be copied from its config: ${reason}. ` +
      `Expected: a layer whose getConfig() returns all constructor arguments, as for tf.loadLayersModel${advice && `. ${advice}`}`,
  );
}
