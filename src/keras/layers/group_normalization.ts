import * as tf from '@tensorflow/tfjs';
import { readAxis, resolveAxes } from '../../arguments/axes.js';
import { show } from '../../arguments/show.js';
import type { LayerArgs } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { AFFINE_ARGS, AFFINE_WEIGHTS, type AffineArgs } from './affine_layer.js';
import { KerasLayer, listOfShapes, type Shapes } from './keras_layer.js';

/** The arguments of a {@link GroupNormalization} layer. */
export interface GroupNormalizationArgs extends LayerArgs, AffineArgs {
  /** The number of groups of channels; -1 for one group per channel. Default 32. */
  groups?: number;
  /** The axis of the channels. Default -1. */
  axis?: number;
}

/**
 * Normalizes each group of channels of a sample to mean 0 and variance 1.
 *
 * Source: Wu and He 2018; `keras.layers.GroupNormalization`.
 *
 * @throws When created: the number of groups is neither a positive integer nor -1. When built: it does not divide the
 *   number of channels.
 */
export class GroupNormalization extends KerasLayer {
  static override className = 'GroupNormalization';
  static override readonly inKeras: LayerClass = { mask: 'mixes' };

  private readonly axis: number;

  constructor(args?: GroupNormalizationArgs) {
    super(args, { groups: 32, axis: -1, ...AFFINE_ARGS }, AFFINE_WEIGHTS);
    this.axis = readAxis(this.owner, { key: 'axis', value: this.args.axis });
    const { groups } = this.args;
    if (groups !== -1 && !(Number.isInteger(groups) && Number(groups) > 0)) {
      throw this.wrong('groups', 'must be a positive integer or -1');
    }
    this.supportsMasking = true;
  }

  private axisFor(rank: number): number {
    return resolveAxes(this.owner, 'axis', [this.axis], rank)[0];
  }

  private groupsOf(channels: number): number {
    return this.args.groups === -1 ? channels : Number(this.args.groups);
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const axis = this.axisFor(shape.length);
    const channels = shape[axis];
    if (channels === null || channels % this.groupsOf(channels) !== 0) {
      throw new Error(
        `The groups of ${this.owner} must divide the number of channels. Received: ` +
          `groups=${show(this.args.groups)}, an input of shape ${show(shape)}`,
      );
    }
    if (this.args.scale) this.addOwnWeight('gamma', [channels]);
    if (this.args.center) this.addOwnWeight('beta', [channels]);
    this.inputSpec = [new tf.InputSpec({ ndim: shape.length, axes: { [axis]: channels } })];
    this.built = true;
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    const axis = this.axisFor(x.rank);
    const channels = x.shape[axis];
    const groups = this.groupsOf(channels);
    const before = tf.util.sizeFromShape(x.shape.slice(1, axis));
    const behind = tf.util.sizeFromShape(x.shape.slice(axis + 1));
    const grouped = tf.reshape(x, [x.shape[0], before, groups, (channels / groups) * behind]);
    const { mean, variance } = tf.moments(grouped, [1, 3], true);
    const scale = tf.rsqrt(tf.add(variance, Number(this.args.epsilon)));
    const normalized = tf.reshape(tf.mul(tf.sub(grouped, mean), scale), x.shape);
    const along = x.shape.map((length, each) => (each === axis ? length : 1));
    const weight = (name: string) => tf.reshape(this.ownWeight(name).read(), along);
    const scaled = this.args.scale ? tf.mul(normalized, weight('gamma')) : normalized;
    return this.args.center ? tf.add(scaled, weight('beta')) : scaled;
  }
}
