import * as tf from '@tensorflow/tfjs';
import type { Given, Names } from '../arguments/by_name.js';
import type { FunctionSource } from '../formula/functions.js';
import { aLayer, isLayerKey, readLayerArguments } from './arguments.js';
import type { LearnedParameter } from './learned_parameter.js';

/** The formula that a layer computes for each element, with the functions that it calls and the values of its parameters. */
export interface Computation {
  readonly formula: string;
  readonly functions: readonly FunctionSource[];
  readonly values: Readonly<Record<string, number | tf.Tensor>>;
}

export type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/** A layer with one input. The output has the shape of the input, and the mask is passed on. */
export abstract class ActivationLayer extends tf.layers.Layer {
  /** The name of the class in Keras, a literal in each class, because minifiers rename classes. */
  declare static className: string;

  /**
   * tfjs creates layers and activations of layers from a config in the same way. A layer created from a config counts as
   * an activation until it is asked for its output shape, which only models and wrappers do.
   */
  private isActivation = false;

  /** The layer in errors: `a ReLU layer`. */
  protected readonly owner: string;

  /** The arguments of this layer only, keyed by their main names. */
  protected readonly given: ReadonlyMap<string, Given>;

  /** @param names The arguments besides those of every layer. */
  constructor(args?: object, names: Names = {}) {
    const owner = aLayer(new.target.className);
    const { forEvery, given } = readLayerArguments(owner, args, names);
    super(forEvery);
    this.owner = owner;
    this.given = given;
    this.supportsMasking = true;
  }

  /** tfjs adds the custom objects of a loaded model to the arguments of each layer. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    { customObjects, ...args }: tf.serialization.ConfigDict,
  ): T {
    return ActivationLayer.madeOfConfig(new layerClass(args), customObjects);
  }

  /** Records that tfjs has created the layer from a config. */
  protected static madeOfConfig<T>(layer: T, customObjects: unknown): T {
    if (customObjects && layer instanceof ActivationLayer) layer.isActivation = true;
    return layer;
  }

  /** The parameters that are weights of the layer. */
  protected get learned(): readonly LearnedParameter[] {
    return [];
  }

  /** Why it cannot be the activation of another layer; `undefined` if it can. */
  protected whyNoActivation(): string | undefined {
    return this.learned.length > 0 ? 'its weights would be neither trained nor saved' : undefined;
  }

  /** tfjs reads this and {@link config} of a layer that is given as the `activation` of another. */
  get className(): string {
    return (this.constructor as typeof ActivationLayer).className;
  }

  /**
   * The arguments, as tfjs reads them of a layer that is given as the `activation` of another.
   *
   * @throws When the layer cannot be an activation.
   */
  get config(): tf.serialization.ConfigDict {
    return { ...this.activationConfig(), customObjects: {} };
  }

  /** What tfjs writes to a model: the class of a layer; for an activation, its arguments too. */
  override getClassName(): string {
    const { className } = this;
    // If it cannot be an activation, it is a layer that another one wraps and that is not built yet.
    if (!this.isActivation || this.whyNoActivation() !== undefined) return className;
    // tfjs writes this object to the model, and reads it again.
    return { className, config: this.activationConfig() } as unknown as string;
  }

  /** The config without the arguments of every layer. */
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
        `Expected: ${this.owner} after that layer`,
    );
  }

  /**
   * The formula that it computes outside of training, if there is one.
   *
   * @internal
   */
  computation(): Computation | undefined {
    return undefined;
  }

  /** Creates the weights. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = shapeOfOne(inputShape, this);
    const pinned = this.learned.map((parameter) =>
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

/** The single shape, given alone or in a list. */
export function shapeOfOne(inputShape: tf.Shape | tf.Shape[], layer: tf.layers.Layer): tf.Shape {
  const isList = inputShape.length > 0 && Array.isArray(inputShape[0]);
  return isList ? only(inputShape as tf.Shape[], layer) : (inputShape as tf.Shape);
}

function only<T>(inputs: T | T[], { name }: tf.layers.Layer): T {
  if (!Array.isArray(inputs)) return inputs;
  if (inputs.length === 1) return inputs[0];
  throw new Error(`The layer ${name} takes one input. Received: ${inputs.length}`);
}
