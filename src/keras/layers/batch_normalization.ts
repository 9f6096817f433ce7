import * as tf from '@tensorflow/tfjs';
import { readAxis, resolveAxes } from '../../arguments/axes.js';
import { show } from '../../arguments/show.js';
import type { LayerArgs } from '../../layers/arguments.js';
import { AFFINE_ARGS, AFFINE_WEIGHTS, type AffineArgs } from './affine_layer.js';
import { alongAxis } from './along_axis.js';
import { KerasLayer, type Kwargs, listOfShapes, type Shapes } from './keras_layer.js';

/** The arguments of a {@link BatchNormalization} layer. */
export interface BatchNormalizationArgs extends LayerArgs, AffineArgs {
  /** The axis of the channels. Default -1. */
  axis?: number | [number];
  /** The momentum of the moving mean and variance. Default 0.99. */
  momentum?: number;
  /** The initializer of the moving mean. Default `'zeros'`. */
  movingMeanInitializer?: unknown;
  /** The initializer of the moving variance. Default `'ones'`. */
  movingVarianceInitializer?: unknown;
}

const STATISTIC = { isStatistic: true, aspects: ['Initializer'] } as const;

/**
 * Normalizes each channel to mean 0 and variance 1, with the statistics of the batch in training, and the moving
 * statistics otherwise. The channels may be along any axis.
 *
 * Source: Ioffe and Szegedy 2015; `keras.layers.BatchNormalization`.
 *
 * @throws When built: the axis is the batch, or has no known length.
 */
export class BatchNormalization extends KerasLayer {
  static override className = 'Keras>BatchNormalization';

  private readonly axis: number;

  constructor(args?: BatchNormalizationArgs) {
    super(
      args,
      { axis: -1, momentum: 0.99, ...AFFINE_ARGS },
      {
        ...AFFINE_WEIGHTS,
        movingMean: { initializer: 'zeros', ...STATISTIC },
        movingVariance: { initializer: 'ones', ...STATISTIC },
      },
    );
    this.axis = readAxis(this.owner, { key: 'axis', value: this.args.axis });
    this.supportsMasking = true;
  }

  private axisFor(rank: number): number {
    return resolveAxes(this.owner, 'axis', [this.axis], rank)[0];
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const axis = this.axisFor(shape.length);
    const channels = shape[axis];
    if (axis === 0 || channels === null) {
      throw new Error(
        `The axis of ${this.owner} must be an axis after the batch with a known length. Received: ` +
          `axis=${show(this.args.axis)}, an input of shape ${show(shape)}`,
      );
    }
    if (this.args.scale) this.addOwnWeight('gamma', [channels]);
    if (this.args.center) this.addOwnWeight('beta', [channels]);
    this.addOwnWeight('movingMean', [channels]);
    this.addOwnWeight('movingVariance', [channels]);
    this.inputSpec = [new tf.InputSpec({ ndim: shape.length, axes: { [axis]: channels } })];
    this.built = true;
  }

  /** With three axes: those before the channels, the channels, and those after them. */
  protected override compute([x]: tf.Tensor[], { training }: Kwargs): tf.Tensor {
    return alongAxis(x, this.axisFor(x.rank), (flat) => {
      const { mean, variance } = training ? this.ofBatch(flat) : this.gathered();
      const wide = (statistic: tf.Tensor) => tf.reshape(statistic, [1, -1, 1]);
      const scale = tf.rsqrt(tf.add(wide(variance), Number(this.args.epsilon)));
      const normalized = tf.mul(tf.sub(flat, wide(mean)), scale);
      const weight = (name: string) => wide(this.ownWeight(name).read());
      const scaled = this.args.scale ? tf.mul(normalized, weight('gamma')) : normalized;
      return this.args.center ? tf.add(scaled, weight('beta')) : scaled;
    });
  }

  private gathered(): { mean: tf.Tensor; variance: tf.Tensor } {
    return {
      mean: this.ownWeight('movingMean').read(),
      variance: this.ownWeight('movingVariance').read(),
    };
  }

  private ofBatch(x: tf.Tensor3D): { mean: tf.Tensor; variance: tf.Tensor } {
    const { mean, variance } = tf.moments(x, [0, 2]);
    const rest = 1 - Number(this.args.momentum);
    for (const [name, value] of [
      ['movingMean', mean],
      ['movingVariance', variance],
    ] as const) {
      const weight = this.ownWeight(name);
      const moved = tf.sub(value, weight.read());
      weight.write(tf.add(weight.read(), tf.mul(moved, rest)));
    }
    return { mean, variance };
  }
}
