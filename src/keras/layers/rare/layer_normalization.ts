import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../../../arguments/axes.js';
import { show } from '../../../arguments/show.js';
import type { LayerArgs } from '../../../layers/arguments.js';
import { AFFINE_ARGS, AFFINE_WEIGHTS, type AffineArgs } from '../affine_layer.js';
import { KerasLayer, listOfShapes, type Shapes } from '../keras_layer.js';

/** The arguments of a {@link LayerNormalization} layer. */
export interface LayerNormalizationArgs extends LayerArgs, AffineArgs {
  /** The axes that are normalized together. Default -1. */
  axis?: number | number[];
  /** Whether the input is divided by its standard deviation only, without an offset. Default false. */
  rmsScaling?: boolean;
}

/**
 * Normalizes each sample to mean 0 and variance 1, with inputs of any rank, and with constraints.
 *
 * Source: Ba et al. 2016; `keras.layers.LayerNormalization`.
 *
 * @throws When built: an axis is the batch, or has no known length.
 */
export class LayerNormalization extends KerasLayer {
  static override className = 'Keras>LayerNormalization';

  private readonly axes: readonly number[];

  constructor(args?: LayerNormalizationArgs) {
    super(args, { axis: -1, rmsScaling: false, ...AFFINE_ARGS }, AFFINE_WEIGHTS);
    this.axes = readAxes(this.owner, { key: 'axis', value: this.args.axis });
    this.supportsMasking = true;
  }

  private axesFor(rank: number): number[] {
    return resolveAxes(this.owner, 'axis', this.axes, rank).sort((a, b) => a - b);
  }

  private get hasGamma(): boolean {
    return this.args.scale === true || this.args.rmsScaling === true;
  }

  private get hasBeta(): boolean {
    return this.args.center === true && this.args.rmsScaling !== true;
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const axes = this.axesFor(shape.length);
    const lengths = axes.map((axis) => shape[axis]);
    if (axes.includes(0) || lengths.includes(null)) {
      throw new Error(
        `The axis of ${this.owner} must be axes after the batch with known lengths. Received: ` +
          `axis=${show(this.args.axis)}, an input of shape ${show(shape)}`,
      );
    }
    if (this.hasGamma) this.addOwnWeight('gamma', lengths);
    if (this.hasBeta) this.addOwnWeight('beta', lengths);
    this.inputSpec = [{ ndim: shape.length }];
    this.built = true;
  }

  /** With the normalized axes as the columns of a matrix, if they are the last axes, as they mostly are. */
  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    const axes = this.axesFor(x.rank);
    const areLast = axes.every((axis, i) => axis === x.rank - axes.length + i);
    const size = axes.reduce((count, axis) => count * x.shape[axis], 1);
    if (areLast)
      return tf.reshape(this.normalized(tf.reshape(x, [-1, size]), [1], [size]), x.shape);
    const along = x.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
    return this.normalized(x, axes, along);
  }

  /** @param shape The shape that the weights get. */
  private normalized(x: tf.Tensor, axes: number[], shape: number[]): tf.Tensor {
    const { mean, variance } = tf.moments(x, axes, true);
    const scale = tf.rsqrt(tf.add(variance, Number(this.args.epsilon)));
    const y = tf.mul(this.args.rmsScaling ? x : tf.sub(x, mean), scale);
    const weight = (name: string) => tf.reshape(this.ownWeight(name).read(), shape);
    const scaled = this.hasGamma ? tf.mul(y, weight('gamma')) : y;
    return this.hasBeta ? tf.add(scaled, weight('beta')) : scaled;
  }
}
