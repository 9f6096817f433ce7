import * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import { isOurs } from '../layers/brand.js';

const classes = [tf.LayersModel, tf.Sequential];

/**
 * Whether it is a model that computes its graph without overriding `call`, also one that another copy of this package
 * has fused.
 */
export function isModel(layer: tf.layers.Layer): layer is tf.LayersModel {
  if (!(layer instanceof tf.LayersModel)) return false;
  return (
    isOurs(layer.constructor) || classes.some(({ prototype: { call } }) => call === layer.call)
  );
}

/** Whether it is a model that can be fused as a layer of another model: it is never called in training mode. */
export function isFusable(layer: tf.layers.Layer): layer is tf.LayersModel {
  return isModel(layer) && layer.inboundNodes.every(({ callArgs }) => !callArgs?.training);
}

/** @throws When it is not a model that can be fused. */
export function checkModel(model: unknown): asserts model is tf.LayersModel {
  if (!(model instanceof tf.LayersModel)) {
    throw new TypeError(
      'fuse expects a tf.LayersModel, such as tf.sequential, tf.model and tf.loadLayersModel return. ' +
        `Received: ${show(model)}`,
    );
  }
  const { name } = model;
  if (!isModel(model)) {
    throw new TypeError(
      `The class of the model ${name} overrides call(), which fuse cannot analyze. ` +
        'Expected: a model that consists of layers',
    );
  }
  if (model.outputs.length === 0) {
    throw new Error(`The model ${name} has no layers yet. Expected: a model with an output`);
  }
  if (isDisposed(model)) {
    throw new Error(`The model ${name} is disposed. Expected: a model that has not been disposed`);
  }
}

function isDisposed({ weights }: tf.LayersModel): boolean {
  try {
    return weights.some((weight) => weight.read().isDisposed);
  } catch {
    // Reading a disposed weight throws.
    return true;
  }
}
