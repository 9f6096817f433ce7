import * as tf from '@tensorflow/tfjs';
import type { Given, Names } from '../arguments/by_name.js';
import type { FunctionSource } from '../formula/functions.js';
import { aLayer, isLayerKey, readLayerArguments } from './arguments.js';
import type { LearntParameter } from './learnt_parameter.js';

/** What a layer computes of each element: a formula, with the functions that it calls and the values that it has. */
export interface Computation {
  readonly formula: string;
  readonly functions: readonly FunctionSource[];
  readonly values: Readonly<Record<string, number | tf.Tensor>>;
}

export type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/** A layer of one input whose output has the input's shape and passes its mask on. */
export abstract class ActivationLayer extends tf.layers.Layer {
  /** Keras's name of the class, in each class a literal: minifiers rename classes. */
  declare static className: string;

  /**
   * tfjs makes the layers of a model and the activations of layers in the same way, of a config. What it made so is
   * an activation until it is asked for the shape of its output, which only models and wrappers do.
   */
  private isActivation = false;

  /** What errors call it: `a ReLU layer`. */
  protected readonly owner: string;

  /** The arguments of this layer alone, by their main names. */
  protected readonly given: ReadonlyMap<string, Given>;

  /** @param names The arguments that it takes besides those of every layer. */
  constructor(args?: object, names: Names = {}) {
    const owner = aLayer(new.target.className);
    const { forEvery, given } = readLayerArguments(owner, args, names);
    super(forEvery);
    this.owner = owner;
    this.given = given;
    this.supportsMasking = true;
  }

  /** tfjs puts the custom objects of a model that it loads among each layer's arguments. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    { customObjects, ...args }: tf.serialization.ConfigDict,
  ): T {
    return ActivationLayer.madeOfConfig(new layerClass(args), customObjects);
  }

  /** Notes that tfjs has made the layer of a config. */
  protected static madeOfConfig<T>(layer: T, customObjects: unknown): T {
    if (customObjects && layer instanceof ActivationLayer) layer.isActivation = true;
    return layer;
  }

  /** The parameters that are weights of the layer. */
  protected get learnt(): readonly LearntParameter[] {
    return [];
  }

  /** Why it cannot be the activation of another layer; `undefined` where it can. */
  protected whyNoActivation(): string | undefined {
    return this.learnt.length > 0 ? 'its weights would be neither trained nor saved' : undefined;
  }

  /** With {@link config}, what tfjs reads of a layer that is given as the `activation` of another. */
  get className(): string {
    return (this.constructor as typeof ActivationLayer).className;
  }

  /**
   * Its arguments, as tfjs reads them of a layer that is given as the `activation` of another.
   *
   * @throws When the layer cannot be an activation.
   */
  get config(): tf.serialization.ConfigDict {
    return { ...this.activationConfig(), customObjects: {} };
  }

  /** What tfjs writes for it: the class of a layer; of an activation the arguments too. */
  override getClassName(): string {
    const { className } = this;
    // What cannot be an activation is a layer that another one wraps, and is not built yet.
    if (!this.isActivation || this.whyNoActivation() !== undefined) return className;
    // tfjs writes what it is given here, and reads it again.
    return { className, config: this.activationConfig() } as unknown as string;
  }

  /** Its config without what every layer has. */
  private activationConfig(): tf.serialization.ConfigDict {
    this.checkActivation();
    const entries = Object.entries(this.getConfig()).filter(([key]) => !isLayerKey(key));
    return Object.fromEntries(entries);
  }

  private checkActivation(): void {
    const reason = this.whyNoActivation();
    if (reason === undefined) return;
    throw new Error(
      `The activation of a layer cannot be ${this.owner}: ${reason}. ` +
        `Expected: ${this.owner} of its own, behind that layer`,
    );
  }

  /**
   * What it computes outside of training, where that is a formula.
   *
   * @internal
   */
  computation(): Computation | undefined {
    return undefined;
  }

  /** Creates the weights. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = shapeOfOne(inputShape, this);
    const pinned = this.learnt.map((parameter) =>
      parameter.build(shape, this.name, (name, shape, initializer, regularizer) =>
        this.addWeight(name, shape, 'float32', initializer, regularizer, parameter.trainable),
      ),
    );
    if (pinned.length > 0) {
      const lengths = shape.map((_, axis) => pinned.find((each) => each[axis] != null)?.[axis]);
      this.inputSpec = [new tf.InputSpec({ shape: lengths.map((length) => length ?? null) })];
    }
    super.build(inputShape);
  }

  /** The activation of one tensor. */
  protected abstract activate(x: tf.Tensor, kwargs: Kwargs): tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor {
    if (this.isActivation) this.checkActivation();
    this.invokeCallHook(inputs, kwargs);
    return this.activate(only(inputs, this), kwargs ?? {});
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    this.isActivation = false;
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
