import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../../arguments/axes.js';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { KerasLayer } from './keras_layer.js';

/** The arguments of a {@link UnitNormalization} layer. */
export type UnitNormalizationArgs = Arguments<{
  /** The axis or axes along which the squares sum to 1. Default -1. */
  axis?: number | number[];
}>;

const SMALLEST = 1e-12;

/**
 * x / √Σx², with sums along axes.
 *
 * Source: `keras.layers.UnitNormalization`.
 */
export class UnitNormalization extends KerasLayer {
  static override className = 'UnitNormalization';
  static override readonly inKeras: LayerClass = { mask: 'normalizes' };

  private readonly axes: readonly number[];

  constructor(args?: UnitNormalizationArgs) {
    super(args, { axis: -1 });
    this.axes = readAxes(this.owner, { key: 'axis', value: this.args.axis });
    this.supportsMasking = true;
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    const axes = resolveAxes(this.owner, 'axis', this.axes, x.rank);
    const sum = tf.sum(tf.square(x), axes, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(sum, SMALLEST)));
  }
}
