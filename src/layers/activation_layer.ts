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
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return this.activate(only(inputs, `layer ${this.name}`), kwargs ?? {});
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return shapeOfOne(inputShape, `layer ${this.name}`);
  }
}

/** The one shape, given alone or in a list. */
export function shapeOfOne(inputShape: tf.Shape | tf.Shape[], taker: string): tf.Shape {
  const isList = inputShape.length > 0 && Array.isArray(inputShape[0]);
  return isList ? only(inputShape as tf.Shape[], taker) : (inputShape as tf.Shape);
}

function only<T>(inputs: T | T[], taker: string): T {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  if (list.length !== 1) throw new Error(`The ${taker} takes one input. Received: ${list.length}`);
  return list[0];
}
