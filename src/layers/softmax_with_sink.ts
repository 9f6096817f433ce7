import type * as tf from '@tensorflow/tfjs';
import { sharesWithSink } from '../activations/softmax_with_sink.js';
import { show } from '../arguments/show.js';
import { softmax } from '../catalogue/softmax_family.js';
import { shapeOfOne } from './activation_layer.js';
import type { Arguments } from './arguments.js';
import { type LearntArgs, LearntParameter, readNumberOrLearnt } from './learnt_parameter.js';
import { SliceLayer } from './slice_layer.js';

/**
 * The axes and the sink of a {@link SoftmaxWithSink} layer, and what every layer takes.
 *
 * @interface
 */
export type SoftmaxWithSinkArgs = Arguments<{
  /** The axis, or the axes together, of which each slice has a sink. Default -1, the last. */
  axis?: number | number[];
  /**
   * A number, or how it is learnt; the axes of the slices must be among its `sharedAxes`. `{ sharedAxes: [2, 3] }` is
   * one for each head of scores of the shape [batch, heads, queries, keys]. Default 0.
   */
  sink?: number | LearntArgs;
}>;

/**
 * Softmax of slices that have one entry more, the sink, whose share is left out:
 * `exp(x) / (exp(sink) + sum(exp(x)))`, of any shape of rank 1 or more. The shares of a slice sum to less than 1.
 *
 * What a mask leaves out is exactly 0, and a slice without a rest is all 0.
 *
 * Source: Xiao et al. 2023, Efficient streaming language models with attention sinks, arXiv:2309.17453; gpt-oss.
 *
 * @throws What `Softmax` throws; when the sink is neither a number nor says how it is learnt, and when it is built:
 *   when a learnt sink is not shared along the axes.
 */
export class SoftmaxWithSink extends SliceLayer {
  static override className = 'SoftmaxWithSink';
  protected static override readonly others = { sink: {} };

  protected override readonly activation = softmax;
  private readonly sink: number | LearntParameter;

  constructor(args?: SoftmaxWithSinkArgs) {
    super(args);
    const { owner } = this;
    const value = readNumberOrLearnt(owner, this.given.get('sink') ?? { key: 'sink', value: 0 });
    this.sink =
      typeof value === 'number'
        ? value
        : new LearntParameter(owner, 'sink', { initializer: 'zeros', ...value });
  }

  protected override get learnt(): readonly LearntParameter[] {
    return typeof this.sink === 'number' ? [] : [this.sink];
  }

  /** Creates the sink, if it is learned. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = shapeOfOne(inputShape, this);
    const axes = this.axesFor(shape.length);
    for (const sink of this.learnt) {
      const shared = sink.sharedAxesFor(shape.length);
      if (axes.every((axis) => shared.includes(axis))) continue;
      throw new Error(
        `The sharedAxes of the sink of ${this.owner} must include its axis. Received: ` +
          `sharedAxes=${show(sink.sharedAxes)}, an input of shape ${show(shape)}`,
      );
    }
    super.build(inputShape);
  }

  protected override along(x: tf.Tensor, axes: readonly number[], mask?: tf.Tensor | null) {
    const { sink } = this;
    return sharesWithSink(x, typeof sink === 'number' ? sink : sink.read(), axes, mask);
  }

  /** The axis, the sink, and what every layer has. */
  override getConfig(): tf.serialization.ConfigDict {
    const { sink } = this;
    return { ...super.getConfig(), sink: typeof sink === 'number' ? sink : sink.getConfig() };
  }
}
