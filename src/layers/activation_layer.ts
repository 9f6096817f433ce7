import * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from './arguments.js';

type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/** A layer of one input whose output has the input's shape and passes its mask on. */
export abstract class ActivationLayer extends tf.layers.Layer {
  /** Keras's name of the class, in each class a literal: minifiers rename classes. */
  declare static className: string;

  constructor(args: LayerArgs) {
    super(args);
    this.supportsMasking = true;
  }

  /** tfjs puts the custom objects of a model that it loads among each layer's arguments. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    { customObjects, ...args }: tf.serialization.ConfigDict,
  ): T {
    return new layerClass(args);
  }

  /** The activation of one tensor. */
  protected abstract activate(x: tf.Tensor, kwargs: Kwargs): tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return this.activate(only(inputs, this), kwargs ?? {});
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return shapeOfOne(inputShape, this);
  }
}

/** The one shape, given alone or in a list. */
export function shapeOfOne(inputShape: tf.Shape | tf.Shape[], layer: tf.layers.Layer): tf.Shape {
  const isList = inputShape.length > 0 && Array.isArray(inputShape[0]);
  return isList ? only(inputShape as tf.Shape[], layer) : (inputShape as tf.Shape);
}

function only<T>(inputs: T | T[], { name }: tf.layers.Layer): T {
  if (!Array.isArray(inputs)) return inputs;
  if (inputs.length === 1) return inputs[0];
  throw new Error(`The layer ${name} takes one input. Received: ${inputs.length}`);
}
