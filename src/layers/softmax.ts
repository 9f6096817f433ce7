import type * as tf from '@tensorflow/tfjs';
import { softmax } from '../kernels/softmax.js';
import { ActivationLayer, shapeOfOne } from './activation_layer.js';
import { type Arguments, readAxes, resolveAxes, sortArguments } from './arguments.js';

export type SoftmaxArgs = Arguments<{
  /** The axis, or the axes together, along which the output sums to 1. Default -1, the last. */
  axis?: number | number[];
}>;

/**
 * Softmax: `exp(x) / sum(exp(x))` along an axis or several, of any shape of rank 1 or more.
 *
 * A mask that reaches the layer, from `tf.layers.masking`, from `tf.layers.embedding` with
 * `maskZero`, or as `layer.apply(x, {mask})`, leaves entries out: they are exactly 0, the rest sums
 * to 1, and a slice without a rest is all 0. It has the shape of the input, or one that broadcasts
 * to it, or is [batch, time].
 *
 * @throws When made: `axis` is not an integer or a list of different integers. When built: an axis
 *   is out of range. When called: the mask does not broadcast to the input.
 * Source: `keras.layers.Softmax`.
 */
export class Softmax extends ActivationLayer {
  static override className = 'Softmax';

  private readonly axis: number | number[];
  private resolved?: { rank: number; axes: readonly number[] };

  constructor(args: SoftmaxArgs = {}) {
    const { layer, own } = sortArguments(Softmax.className, args, { axis: [] });
    const { axis = { key: 'axis', value: -1 } } = own;
    const axes = readAxes(Softmax.className, axis);
    super(layer);
    this.axis = Array.isArray(axis.value) ? axes : axes[0];
    if (this.batchInputShape) this.axesFor(this.batchInputShape.length);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.axesFor(shapeOfOne(inputShape, this).length);
    super.build(inputShape);
  }

  protected override activate(x: tf.Tensor, { mask }: { mask?: tf.Tensor }): tf.Tensor {
    return softmax(x, this.axesFor(x.rank), mask);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }

  /** The axes counted from the front. */
  private axesFor(rank: number): readonly number[] {
    if (this.resolved?.rank !== rank) {
      const axes = resolveAxes(Softmax.className, 'axis', [this.axis].flat(), rank);
      this.resolved = { rank, axes };
    }
    return this.resolved.axes;
  }
}
