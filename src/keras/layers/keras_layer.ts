import * as tf from '@tensorflow/tfjs';
import { wrong } from '../../arguments/by_name.js';
import { aLayer, readLayerArguments } from '../../layers/arguments.js';
import { CarriedMasks } from '../../layers/carried_masks.js';
import { bareName } from '../config/class_name.js';
import type { LayerClass } from '../config/layer_classes.js';
import { storedAsTyped } from './as_numbers.js';
import { argumentsOf, OwnWeight, type WeightInfo } from './own_weight.js';

export type Config = tf.serialization.ConfigDict;
export type Kwargs = Parameters<tf.layers.Layer['call']>[1];
export type Inputs = tf.Tensor | tf.Tensor[];
export type Shapes = tf.Shape | tf.Shape[];

/** Arguments that some versions of Keras do not have. They are not saved with these values. */
const NOT_IN_ALL_VERSIONS: Readonly<Config> = {
  antialias: false,
  cropToAspectRatio: false,
  dataFormat: 'channelsLast',
  fillMode: 'constant',
  fillValue: 0,
  padToAspectRatio: false,
  sparse: false,
};

/** A layer with Keras's arguments, which are its config. */
export abstract class KerasLayer extends tf.layers.Layer {
  /** The registered name, a literal in each class because minifiers rename classes. */
  declare static className: string;
  /** How `fromKeras` reads the layer of Keras. For a layer that tfjs has, `config/layer_classes.ts` says it. */
  static readonly inKeras: LayerClass = {};

  /** What errors call the layer: `a Subtract layer`. */
  protected readonly owner: string;
  /** The arguments of the class, including defaults. */
  protected readonly args: Readonly<Config>;

  /** Whether {@link carried} should be the mask of the input. The layer must then support masks. */
  protected readonly readsMask: boolean = false;
  /** The mask that the first input carries, while the output is computed. */
  protected carried?: tf.Tensor;
  protected readonly carriedMasks = new CarriedMasks();
  private readonly ownWeights: ReadonlyMap<string, OwnWeight>;

  /**
   * @param defaults The arguments that the layer takes in addition to those of every layer and of its weights.
   * @param weights The weights that it may have.
   * @throws When another argument is given.
   */
  constructor(args?: object, defaults: Config = {}, weights: Record<string, WeightInfo> = {}) {
    const owner = aLayer(bareName(new.target.className));
    const ofWeights = Object.entries(weights).flatMap(([name, info]) => argumentsOf(name, info));
    const keys = [...Object.keys(defaults), ...ofWeights];
    const names = Object.fromEntries(keys.map((name) => [name, {}]));
    const { forEvery, given } = readLayerArguments(owner, args, names);
    super(forEvery);
    this.owner = owner;
    const own = Object.fromEntries([...given].map(([name, { value }]) => [name, value])) as Config;
    this.args = Object.fromEntries(
      Object.entries(defaults).map(([name, byDefault]) => [name, own[name] ?? byDefault]),
    );
    this.ownWeights = new Map(
      Object.entries(weights).map(([name, info]) => [name, new OwnWeight(name, info, own)]),
    );
  }

  /** tfjs adds the custom objects of a model that it loads to the arguments of each layer. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    { customObjects, ...args }: Config,
  ): T {
    return new layerClass(args);
  }

  /**
   * The registered name. While tfjs derives the layer's name from it, Keras's name, because the registered name
   * contains a `>`.
   */
  override getClassName(): string {
    const { className } = this.constructor as typeof KerasLayer;
    return this.owner === undefined ? bareName(className) : className;
  }

  /** An error about an argument, with the rule that its value breaks. */
  protected wrong(
    key: string,
    rule: string,
    ErrorClass: new (message: string) => Error = Error,
  ): Error {
    return wrong(this.owner, { key, value: this.args[key] }, rule, ErrorClass);
  }

  /** A positive integer, for an argument that is one. */
  protected positiveInteger(
    key: string,
    ErrorClass: new (message: string) => Error = Error,
  ): number {
    const value = this.args[key];
    if (Number.isInteger(value) && Number(value) > 0) return Number(value);
    throw this.wrong(key, 'must be a positive integer', ErrorClass);
  }

  /** @throws When an argument is none of these values. */
  protected checkAmong(key: string, values: readonly string[]): void {
    if (values.includes(this.args[key] as string)) return;
    throw this.wrong(key, `must be ${values.map((each) => `'${each}'`).join(' or ')}`);
  }

  /** Creates one of the weights when the layer is built. */
  protected addOwnWeight(name: string, shape: tf.Shape): void {
    this.ownWeight(name).build(shape, (...args) => this.addWeight(...args));
  }

  protected ownWeight(name: string): OwnWeight {
    return this.ownWeights.get(name) as OwnWeight;
  }

  // TimeDistributed passes its own `kwargs` to `call` of the wrapped layer, with a mask that is not that of the
  // layer's input. So only a mask that is passed to `apply` is used.

  override apply(...[inputs, kwargs]: Parameters<tf.layers.Layer['apply']>) {
    const mask: tf.Tensor | undefined = kwargs?.mask;
    if (!this.readsMask || mask == null) return super.apply(inputs, kwargs);
    const applyWith = (carried?: tf.Tensor | null) => {
      this.carried = carried ?? undefined;
      try {
        return super.apply(inputs, kwargs) as tf.Tensor;
      } finally {
        this.carried = undefined;
      }
    };
    if (!Array.isArray(inputs) || this.inboundNodes.length === 0) return applyWith(mask);
    return this.carriedMasks.later(inputs, 1, (masks) => [applyWith(masks ? masks[0] : mask)]);
  }

  override computeMask(inputs: Inputs, mask?: Inputs): Inputs {
    this.carriedMasks.tell(inputs, mask);
    return super.computeMask(inputs, mask);
  }

  /** The output for a list of inputs, which is a list even for one input. */
  protected abstract compute(inputs: tf.Tensor[], kwargs: Kwargs): Inputs;

  /** The shape of the output; by default that of the input. */
  protected shapeOf(shapes: readonly tf.Shape[]): tf.Shape {
    return shapes[0];
  }

  override call(inputs: Inputs, kwargs: Kwargs): Inputs {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return this.compute([inputs].flat().map(storedAsTyped), kwargs ?? {});
    });
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.shapeOf(listOfShapes(inputShape));
  }

  /** The arguments of the class, and the config of every layer. */
  override getConfig(): Config {
    const ofWeights = [...this.ownWeights.values()].map((each) => each.getConfig());
    const written = Object.entries(this.args).filter(
      ([name, value]) => !(name in NOT_IN_ALL_VERSIONS && NOT_IN_ALL_VERSIONS[name] === value),
    );
    return Object.assign(super.getConfig(), Object.fromEntries(written), ...ofWeights);
  }
}

export function listOfShapes(shapes: Shapes): tf.Shape[] {
  const isList = shapes.length > 0 && Array.isArray(shapes[0]);
  return isList ? (shapes as tf.Shape[]) : [shapes as tf.Shape];
}
