import type * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../activations/axes.js';
import type { SliceActivation } from '../kernels/slice_formulas.js';
import { slicewise } from '../kernels/slicewise.js';
import { ActivationLayer, shapeOfOne } from './activation_layer.js';
import { type Arguments, aLayer, sortArguments } from './arguments.js';

/**
 * The axes of {@link Softmax} and its relatives, and what every layer takes.
 *
 * @interface
 */
export type SoftmaxArgs = Arguments<{
  /** The axis, or the axes together, of which each slice is an input of the activation. Default -1, the last. */
  axis?: number | number[];
}>;

/**
 * The layer of an activation over slices: softmax and its relatives, of any shape of rank 1 or more.
 *
 * A mask that reaches the layer, from `tf.layers.masking`, from `tf.layers.embedding` with
 * `maskZero`, or as `layer.apply(x, {mask})`, leaves entries out. It has the shape of the input, or one
 * that broadcasts to it, or is [batch, time].
 */
export abstract class SliceLayer extends ActivationLayer {
  private readonly axis: number | number[];
  private readonly axes: readonly number[];
  private readonly owner: string;
  private resolved?: { rank: number; axes: readonly number[] };

  constructor(
    private readonly activation: SliceActivation,
    args: SoftmaxArgs = {},
  ) {
    const { className } = new.target;
    const { layer, own } = sortArguments(className, args, { axis: [] });
    const { axis = { key: 'axis', value: -1 } } = own;
    const owner = aLayer(className);
    const axes = readAxes(owner, axis);
    super(layer);
    this.owner = owner;
    this.axes = axes;
    this.axis = Array.isArray(axis.value) ? axes : axes[0];
    if (this.batchInputShape) this.axesFor(this.batchInputShape.length);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.axesFor(shapeOfOne(inputShape, this).length);
    super.build(inputShape);
  }

  protected override activate(x: tf.Tensor, { mask }: { mask?: tf.Tensor }): tf.Tensor {
    return slicewise(this.activation, x, this.axesFor(x.rank), mask);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }

  /** The axes counted from the front. */
  private axesFor(rank: number): readonly number[] {
    if (this.resolved?.rank !== rank) {
      this.resolved = { rank, axes: resolveAxes(this.owner, 'axis', this.axes, rank) };
    }
    return this.resolved.axes;
  }
}
