import * as tf from '@tensorflow/tfjs';
import { prelu } from '../activations/rectifiers.js';
import { elementwise } from '../kernels/elementwise.js';
import { ActivationLayer, shapeOfOne } from './activation_layer.js';
import { type Arguments, sortArguments } from './arguments.js';
import { type LearntArgs, LearntParameter } from './learnt_parameter.js';

export type PReLUArgs = Arguments<{
  /** Where `alpha` begins. Default `'zeros'`. */
  alphaInitializer?: LearntArgs['initializer'];
  /** Its regularizer. Default none. */
  alphaRegularizer?: LearntArgs['regularizer'];
  /** Its constraint. Default none. */
  alphaConstraint?: LearntArgs['constraint'];
  /**
   * Axes along which all elements share one slope, counted with the batch as axis 0 and never the
   * batch itself; negative ones from the end. `[1, 2]` on images gives one slope a channel. Default
   * none.
   */
  sharedAxes?: number | number[] | null;
}>;

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

  private readonly alpha: LearntParameter;

  constructor(args: PReLUArgs = {}) {
    const { layer, own } = sortArguments(PReLU.className, args, argumentNames);
    const learnt = {
      initializer: own.alphaInitializer?.value,
      regularizer: own.alphaRegularizer?.value,
      constraint: own.alphaConstraint?.value,
      sharedAxes: own.sharedAxes?.value,
    } as LearntArgs;
    const alpha = new LearntParameter('a PReLU layer', 'alpha', learnt, own.sharedAxes?.key);
    super(layer);
    this.alpha = alpha;
    if (this.batchInputShape) alpha.sharedAxesFor(this.batchInputShape.length);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = this.alpha.build(
      shapeOfOne(inputShape, this),
      this.name,
      (name, shape, initializer, regularizer) =>
        this.addWeight(name, shape, 'float32', initializer, regularizer, true),
    );
    this.inputSpec = [new tf.InputSpec({ shape })];
    this.built = true;
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return elementwise(prelu.formula, x, { alpha: this.alpha.read() });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { initializer, regularizer, constraint, sharedAxes } = this.alpha.getConfig();
    return {
      ...super.getConfig(),
      alphaInitializer: initializer,
      alphaRegularizer: regularizer,
      alphaConstraint: constraint,
      sharedAxes,
    };
  }
}
