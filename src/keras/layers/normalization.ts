import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../../arguments/axes.js';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { asFloats } from './as_numbers.js';
import { KerasLayer, listOfShapes, type Shapes } from './keras_layer.js';

type Nested = number | readonly Nested[];

/** The arguments of a {@link Normalization} layer. */
export type NormalizationArgs = Arguments<{
  /**
   * The axes along which each element has its own mean and variance. `null`: one mean and variance for all. Default
   * -1.
   */
  axis?: number | number[] | null;
  /** The means, unless they are weights. */
  mean?: Nested | null;
  /** The variances, unless they are weights. */
  variance?: Nested | null;
  /** Whether the layer applies the inverse operation. Default false. */
  invert?: boolean;
}>;

const STATISTIC = { isStatistic: true, aspects: [] } as const;
const EPSILON = 1e-7;

/**
 * Subtracts the mean and divides by the standard deviation. Both are known in advance: as arguments, or as weights
 * that Keras's `adapt` has set.
 *
 * Source: `keras.layers.Normalization`.
 *
 * @throws When created: only one of the mean and the variance is given.
 */
export class Normalization extends KerasLayer {
  static override className = 'Normalization';
  static override readonly inKeras: LayerClass = { mask: 'passes in Keras 3' };

  private readonly axes: readonly number[];

  constructor(args: NormalizationArgs = {}) {
    super(
      { ...args, axis: args.axis ?? ('axis' in args ? [] : -1) },
      { axis: -1, mean: null, variance: null, invert: false },
      {
        mean: { initializer: 'zeros', ...STATISTIC },
        variance: { initializer: 'ones', ...STATISTIC },
        count: { initializer: 'zeros', ...STATISTIC },
      },
    );
    const { axis, mean, variance } = this.args;
    const isOfAll = Array.isArray(axis) && axis.length === 0;
    this.axes = isOfAll ? [] : readAxes(this.owner, { key: 'axis', value: axis });
    if ((mean === null) !== (variance === null)) {
      throw new Error(
        `${this.owner} needs both a mean and a variance, or neither. Received: ` +
          `mean=${show(mean)}, variance=${show(variance)}`,
      );
    }
    this.supportsMasking = true;
  }

  private get isGiven(): boolean {
    return this.args.mean !== null;
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const kept = this.axesFor(shape.length).map((axis) => shape[axis]);
    if (kept.includes(null)) {
      throw new Error(
        `${this.owner} needs a known length along each of its axes. Received: an input of shape ${show(shape)}`,
      );
    }
    if (!this.isGiven) {
      for (const name of ['mean', 'variance']) this.addOwnWeight(name, kept);
      this.addOwnWeight('count', []);
    }
    this.built = true;
  }

  /** The axes in ascending order, as nonnegative numbers. */
  private axesFor(rank: number): number[] {
    return resolveAxes(this.owner, 'axis', this.axes, rank).sort((a, b) => a - b);
  }

  /** The mean or the variance, with the rank of the input. */
  private statistic(name: 'mean' | 'variance', { rank }: tf.Tensor): tf.Tensor {
    const given = this.args[name];
    const value = given === null ? this.ownWeight(name).read() : tf.tensor(given as number[]);
    if (value.rank === 0) return value;
    const axes = this.axesFor(rank);
    const lengths = Array<number>(rank).fill(1);
    const shape = value.rank === rank ? value.shape : lengths;
    if (value.rank < rank) {
      for (const [i, length] of [...value.shape].reverse().entries()) {
        shape[axes[axes.length - 1 - i]] = length;
      }
    }
    return tf.reshape(value, shape);
  }

  protected override compute([input]: tf.Tensor[]): tf.Tensor {
    const x = asFloats(input);
    const mean = this.statistic('mean', x);
    const deviation = tf.maximum(tf.sqrt(this.statistic('variance', x)), EPSILON);
    return this.args.invert
      ? tf.add(mean, tf.mul(x, deviation))
      : tf.div(tf.sub(x, mean), deviation);
  }
}
