import type * as tf from '@tensorflow/tfjs';
import { readAxis, resolveAxes } from '../arguments/axes.js';
import type { Names } from '../arguments/by_name.js';
import { ActivationLayer, type Kwargs, shapeOfOne } from './activation_layer.js';

/** A layer that changes the length of one axis. */
export abstract class AxisLayer extends ActivationLayer {
  private readonly axis: number;

  /** @param names The arguments besides the axis. */
  constructor(args: object | undefined, names: Names) {
    super(args, { ...names, axis: {} });
    this.axis = readAxis(this.owner, this.given.get('axis'));
  }

  /** The length of the axis in the output; the length in the input is known. */
  protected abstract lengthOf(shape: readonly (number | null)[], axis: number): number;

  /** The axis as a nonnegative number. */
  protected axisFor(rank: number): number {
    return resolveAxes(this.owner, 'axis', [this.axis], rank)[0];
  }

  protected override whyNoActivation(): string {
    return 'it changes the shape';
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.outputShapeOf(shapeOfOne(inputShape, this));
    super.build(inputShape);
  }

  /** The shape of the input, except for the length of the axis. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.outputShapeOf(super.computeOutputShape(inputShape));
  }

  private outputShapeOf(shape: tf.Shape): tf.Shape {
    const changed = this.axisFor(shape.length);
    return shape.map((length, axis) =>
      axis === changed && length !== null ? this.lengthOf(shape, axis) : length,
    );
  }

  /** The output. In a model, tfjs would pass a mask that ends here to the next layers, so it is removed. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor {
    const output = super.call(inputs, kwargs);
    const isInModel = Array.isArray(inputs) && this.inboundNodes.length > 0;
    if (isInModel && this.endsMask(inputs, kwargs?.mask)) delete kwargs.mask;
    return output;
  }

  override computeMask(
    inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor | tf.Tensor[] {
    return this.endsMask(inputs, mask)
      ? (null as unknown as tf.Tensor)
      : super.computeMask(inputs, mask);
  }

  /** A mask ends if one of its axes changes its length. A sum of layers adds an axis in front. */
  private endsMask(inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): boolean {
    const [[{ rank }], [carried]] = [[inputs].flat(), [mask].flat()];
    const changed = this.axisFor(rank);
    return carried != null && changed < Math.max(2, Math.min(carried.rank, rank - 1));
  }

  /** The axis, and the arguments of every layer. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}
