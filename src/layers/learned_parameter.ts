import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../arguments/axes.js';
import { type Given, readNamed, wrong } from '../arguments/by_name.js';
import { isPlain, show } from '../arguments/show.js';

type StockArgs = NonNullable<Parameters<typeof tf.layers.prelu>[0]>;

/** How a parameter is learned: its initial value, its constraint, and the elements that share one value. */
export interface LearnedArgs {
  /** Its initializer. Default: the default value of the parameter in a layer of the catalogue, `'zeros'` in a formula. */
  readonly initializer?: StockArgs['alphaInitializer'];
  /** Its regularizer. Default none. */
  readonly regularizer?: StockArgs['alphaRegularizer'] | string | null;
  /** Its constraint. Default none. */
  readonly constraint?: StockArgs['alphaConstraint'] | string | null;
  /**
   * Axes along which all elements share one value. Axis 0 is the batch and cannot be given; negative axes count from the
   * end. For images, `[1, 2]` is one value per channel. Default none.
   */
  readonly sharedAxes?: number | number[] | null;
  /** Whether training changes it. Default true. */
  readonly trainable?: boolean;
}

const LEARNT_NAMES = {
  initializer: {},
  regularizer: {},
  constraint: {},
  sharedAxes: {},
  trainable: {},
} as const satisfies Record<keyof LearnedArgs, object>;

/** A number, or how it is learned. Throws what {@link readLearnedArgs} throws. */
export function readNumberOrLearned(owner: string, given: Given): number | LearnedArgs {
  const { value } = given;
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  return isNumber ? value : readLearnedArgs(owner, given);
}

/**
 * How a parameter is learned, if it is not a number; keys with the value null are left out.
 *
 * @param owner The layer or formula, in errors.
 * @throws When it is not a plain object (an initializer is not one), or has an unknown key.
 */
export function readLearnedArgs(owner: string, { key, value }: Given): LearnedArgs {
  if (!isPlain(value)) {
    const keys = Object.keys(LEARNT_NAMES).join(', ');
    throw new TypeError(
      `The parameter ${key} of ${owner} must be a finite number, or an object with the keys ` +
        `${keys}. Received: ${key}=${show(value)}`,
    );
  }
  const given = readNamed('argument', `the parameter ${key}`, value, LEARNT_NAMES);
  return Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
}

type WeightArgs = Parameters<tf.layers.Layer['addWeight']>;

/** Adds a weight to a layer. */
type AddWeight = (
  name: string,
  shape: tf.Shape,
  initializer: WeightArgs[3],
  regularizer: WeightArgs[4],
) => tf.LayerVariable;

interface StockPReLU extends tf.layers.Layer {
  readonly alphaInitializer: WeightArgs[3];
  readonly alphaRegularizer: WeightArgs[4];
  readonly alphaConstraint: WeightArgs[6];
}

/** A parameter that is a weight of its layer. It has the shape of a sample, with length 1 along shared axes. */
export class LearnedParameter {
  /** Reads and writes the initializer, regularizer and constraint, for which tfjs exports no function. */
  private readonly stock: StockPReLU;
  readonly sharedAxes: number[] | null;
  readonly trainable: boolean;
  private weight?: tf.LayerVariable;

  /**
   * @param owner The layer, in errors: `a PReLU layer`.
   * @param key The name under which the shared axes were given.
   * @throws When a shared axis is the batch, is given twice or is not an integer, and when an initializer,
   *   regularizer or constraint is unknown.
   */
  constructor(
    private readonly owner: string,
    private readonly name: string,
    { initializer, regularizer, constraint, sharedAxes, trainable = true }: LearnedArgs,
    key = 'sharedAxes',
  ) {
    const axes = sharedAxes == null ? null : readAxes(owner, { key, value: sharedAxes });
    if (axes?.includes(0)) this.refuseBatchAxis(axes);
    this.sharedAxes = axes;
    this.trainable = trainable;
    this.stock = tf.layers.prelu({
      name,
      alphaInitializer: initializer,
      alphaRegularizer: regularizer,
      alphaConstraint: constraint,
    } as StockArgs) as unknown as StockPReLU;
  }

  /**
   * Creates the weight of the layer named `layer` with its `addWeight`.
   *
   * @returns The lengths of the input that the weight fixes, `null` for the others.
   * @throws When a shared axis is out of range, and when an axis that is not shared has no length.
   */
  build(inputShape: tf.Shape, layer: string, addWeight: AddWeight): tf.Shape {
    const shared = this.sharedAxesFor(inputShape.length);
    const shape = inputShape.map((length, axis) => (shared.includes(axis) ? 1 : length)).slice(1);
    if (shape.includes(null)) {
      throw new Error(
        `The ${this.name} of layer ${layer} needs a length for each axis that is not shared. ` +
          `Received: an input of shape ${show(inputShape)}, sharedAxes=${show(this.sharedAxes)}`,
      );
    }
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.stock;
    this.weight = addWeight(this.name, shape, alphaInitializer, alphaRegularizer);
    if (alphaConstraint) keepConstrained(this.weight.read() as tf.Variable, alphaConstraint);
    const isFree = (axis: number) => axis === 0 || shared.includes(axis);
    return inputShape.map((length, axis) => (isFree(axis) ? null : length));
  }

  /** The shared axes as nonnegative numbers. */
  sharedAxesFor(rank: number): number[] {
    const axes = this.sharedAxes ?? [];
    const resolved = resolveAxes(this.owner, 'sharedAxes', axes, rank);
    if (resolved.includes(0)) this.refuseBatchAxis(axes);
    return resolved;
  }

  read(): tf.Tensor {
    return (this.weight as tf.LayerVariable).read();
  }

  getConfig(): Record<keyof LearnedArgs, tf.serialization.ConfigDictValue> {
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.stock.getConfig();
    return {
      initializer: alphaInitializer,
      regularizer: alphaRegularizer,
      constraint: alphaConstraint,
      sharedAxes: this.sharedAxes,
      trainable: this.trainable,
    };
  }

  private refuseBatchAxis(axes: readonly number[]): never {
    const rule = `cannot include axis 0, the batch: ${this.name} has no such axis`;
    throw wrong(this.owner, { key: 'sharedAxes', value: axes }, rule, RangeError);
  }
}

/**
 * Applies the constraint to every value assigned to the weight. A constraint passed to `addWeight` of tfjs is applied when
 * the weight is set, but not when an optimizer updates it.
 */
export function keepConstrained(
  variable: tf.Variable,
  constraint: { apply(weight: tf.Tensor): tf.Tensor },
): void {
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => tf.tidy(() => assign(constraint.apply(value)));
}
