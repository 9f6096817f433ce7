import type * as tf from '@tensorflow/tfjs';
import { sharesWithSink } from '../activations/softmax_with_sink.js';
import { show } from '../arguments/show.js';
import { softmax } from '../catalogue/softmax_family.js';
import { shapeOfOne } from './activation_layer.js';
import type { Arguments } from './arguments.js';
import { type LearnedArgs, LearnedParameter, readNumberOrLearned } from './learned_parameter.js';
import { SliceLayer } from './slice_layer.js';

/**
 * The arguments of a {@link SoftmaxWithSink} layer, besides those of every layer.
 *
 * @interface
 */
export type SoftmaxWithSinkArgs = Arguments<{
  /** The axis, or several axes; each slice along them has a sink. Default -1, the last. */
  axis?: number | number[];
  /**
   * A number, or how the sink is learned; its `sharedAxes` must include the axes. For scores of shape [batch, heads, queries,
   * keys], `{ sharedAxes: [2, 3] }` is one sink for each head. Default 0.
   */
  sink?: number | LearnedArgs;
}>;

/**
 * Softmax with an additional entry in the denominator, the sink: `exp(x) / (exp(sink) + sum(exp(x)))`, of any shape of rank 1
 * or more. The values of a slice sum to less than 1.
 *
 * Masked entries are exactly 0, and a fully masked slice is all 0.
 *
 * Source: Xiao et al. 2023, Efficient streaming language models with attention sinks, arXiv:2309.17453; gpt-oss.
 *
 * @throws The same errors as `Softmax`; when the sink is neither a number nor a description of how it is learned; and, when the
 *   layer is built, if a learned sink is not shared along the axes.
 */
export class SoftmaxWithSink extends SliceLayer {
  static override className = 'SoftmaxWithSink';
  protected static override readonly others = { sink: {} };

  protected override readonly activation = softmax;
  private readonly sink: number | LearnedParameter;

  constructor(args?: SoftmaxWithSinkArgs) {
    super(args);
    const { owner } = this;
    const value = readNumberOrLearned(owner, this.given.get('sink') ?? { key: 'sink', value: 0 });
    this.sink =
      typeof value === 'number'
        ? value
        : new LearnedParameter(owner, 'sink', { initializer: 'zeros', ...value });
  }

  protected override get learned(): readonly LearnedParameter[] {
    return typeof this.sink === 'number' ? [] : [this.sink];
  }

  /** Creates the sink, if it is learned. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = shapeOfOne(inputShape, this);
    const axes = this.axesFor(shape.length);
    for (const sink of this.learned) {
      const shared = sink.sharedAxesFor(shape.length);
      if (axes.every((axis) => shared.includes(axis))) continue;
      throw new Error(
        `The sharedAxes of the sink of ${this.owner} must include its axis. Received: ` +
          `sharedAxes=${show(sink.sharedAxes)}, an input of shape ${show(shape)}`,
      );
    }
    super.build(inputShape);
  }

  protected override along(x: tf.Tensor, mask?: tf.Tensor | null) {
    const { sink } = this;
    return sharesWithSink(
      x,
      typeof sink === 'number' ? sink : sink.read(),
      this.axesFor(x.rank),
      mask,
    );
  }

  /** The axis, the sink, and the arguments of every layer. */
  override getConfig(): tf.serialization.ConfigDict {
    const { sink } = this;
    return { ...super.getConfig(), sink: typeof sink === 'number' ? sink : sink.getConfig() };
  }
}
