import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../activations/axes.js';
import { prelu } from '../activations/rectifiers.js';
import { show } from '../kernels/check.js';
import { elementwise } from '../kernels/elementwise.js';
import { ActivationLayer, shapeOfOne } from './activation_layer.js';
import { type Arguments, sortArguments } from './arguments.js';

type StockArgs = NonNullable<Parameters<typeof tf.layers.prelu>[0]>;

export type PReLUArgs = Arguments<{
  /** Where `alpha` begins. Default `'zeros'`. */
  alphaInitializer?: StockArgs['alphaInitializer'];
  /** Its regularizer. Default none. */
  alphaRegularizer?: StockArgs['alphaRegularizer'] | null;
  /** Its constraint. Default none. */
  alphaConstraint?: StockArgs['alphaConstraint'] | null;
  /**
   * Axes along which all elements share one slope, counted with the batch as axis 0 and never the
   * batch itself; negative ones from the end. `[1, 2]` on images gives one slope a channel. Default
   * none.
   */
  sharedAxes?: number | number[] | null;
}>;

const OWNER = 'a PReLU layer';

const argumentNames = {
  alphaInitializer: [],
  alphaRegularizer: [],
  alphaConstraint: [],
  sharedAxes: [],
};

/**
 * Parametric rectified linear unit: `x > 0 ? x : alpha * x` with a learnt `alpha`, of any shape.
 *
 * The weight `alpha` has the shape of the input without the batch, and 1 along each shared axis.
 *
 * @throws When made: a shared axis is the batch, is given twice or is not an integer, or an
 *   initializer, regularizer or constraint is unknown. When built: a shared axis is out of range, or
 *   an axis that is not shared has no length.
 * Source: He et al. 2015; `keras.layers.PReLU`.
 */
export class PReLU extends ActivationLayer {
  static override className = 'PReLU';

  /** Reads and writes the initializer, regularizer and constraint: tfjs exports no way of its own. */
  private readonly stock: StockPReLU;
  private readonly sharedAxes: number[] | null;
  private alpha?: tf.LayerVariable;

  constructor(args: PReLUArgs = {}) {
    const { layer, own } = sortArguments(PReLU.className, args, argumentNames);
    const { sharedAxes } = own;
    const axes = sharedAxes?.value == null ? null : readAxes(OWNER, sharedAxes);
    if (axes?.includes(0)) refuseBatchAxis(axes);
    const stock = tf.layers.prelu({
      name: 'alpha',
      alphaInitializer: own.alphaInitializer?.value,
      alphaRegularizer: own.alphaRegularizer?.value,
      alphaConstraint: own.alphaConstraint?.value,
    } as StockArgs) as unknown as StockPReLU;
    super(layer);
    this.sharedAxes = axes;
    this.stock = stock;
    if (this.batchInputShape) this.sharedAxesFor(this.batchInputShape.length);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = shapeOfOne(inputShape, this);
    const shared = this.sharedAxesFor(shape.length);
    const alphaShape = shape.map((length, axis) => (shared.includes(axis) ? 1 : length)).slice(1);
    if (alphaShape.includes(null)) {
      throw new Error(
        `The alpha of layer ${this.name} needs a length for each axis that is not shared. ` +
          `Received: an input of shape ${show(shape)}, sharedAxes=${show(this.sharedAxes)}`,
      );
    }
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.stock;
    this.alpha = this.addWeight(
      'alpha',
      alphaShape,
      'float32',
      alphaInitializer,
      alphaRegularizer,
      true,
    );
    if (alphaConstraint) keepConstrained(this.alpha, alphaConstraint);
    const isFree = (axis: number) => axis === 0 || shared.includes(axis);
    const accepted = shape.map((length, axis) => (isFree(axis) ? null : length));
    this.inputSpec = [new tf.InputSpec({ shape: accepted })];
    this.built = true;
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return elementwise(prelu.formula, x, { alpha: (this.alpha as tf.LayerVariable).read() });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.stock.getConfig();
    return {
      ...super.getConfig(),
      alphaInitializer,
      alphaRegularizer,
      alphaConstraint,
      sharedAxes: this.sharedAxes,
    };
  }

  /** The shared axes counted from the front. */
  private sharedAxesFor(rank: number): number[] {
    const axes = this.sharedAxes ?? [];
    const resolved = resolveAxes(OWNER, 'sharedAxes', axes, rank);
    if (resolved.includes(0)) refuseBatchAxis(axes);
    return resolved;
  }
}

type AddWeight = Parameters<tf.layers.Layer['addWeight']>;

interface StockPReLU extends tf.layers.Layer {
  readonly alphaInitializer: AddWeight[3];
  readonly alphaRegularizer: AddWeight[4];
  readonly alphaConstraint: AddWeight[6];
}

/**
 * Applies the constraint to all that is assigned to the weight. tfjs's own way, a constraint given
 * to `addWeight`, holds when the weight is set and not when an optimizer updates it.
 */
function keepConstrained(
  weight: tf.LayerVariable,
  constraint: NonNullable<StockPReLU['alphaConstraint']>,
): void {
  const variable = weight.read() as tf.Variable;
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => tf.tidy(() => assign(constraint.apply(value)));
}

function refuseBatchAxis(axes: readonly number[]): never {
  throw new RangeError(
    `The sharedAxes of a PReLU layer cannot include axis 0, the batch: alpha has no such axis. ` +
      `Received: sharedAxes=${show(axes)}`,
  );
}
