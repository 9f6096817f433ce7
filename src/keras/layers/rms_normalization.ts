import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../../arguments/axes.js';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import { KerasLayer, listOfShapes, type Shapes } from './keras_layer.js';

/** The arguments of an {@link RMSNormalization} layer. */
export type RMSNormalizationArgs = Arguments<{
  /** The last axis, or several axes up to the last. Default -1. */
  axis?: number | number[];
  /** Added to the mean of the squares. Default 1e-6. */
  epsilon?: number;
}>;

/**
 * x / √(mean(x²) + epsilon) * scale, with means along axes and a learned scale.
 *
 * Source: Zhang and Sennrich 2019; `keras.layers.RMSNormalization`.
 *
 * @throws When built: the axes are not the last ones.
 */
export class RMSNormalization extends KerasLayer {
  static override className = 'RMSNormalization';

  private readonly axes: readonly number[];

  constructor(args?: RMSNormalizationArgs) {
    super(args, { axis: -1, epsilon: 1e-6 }, { scale: { initializer: 'ones', aspects: [] } });
    this.axes = readAxes(this.owner, { key: 'axis', value: this.args.axis });
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const axes = resolveAxes(this.owner, 'axis', this.axes, shape.length).sort((a, b) => a - b);
    if (axes.some((axis, i) => axis !== shape.length - axes.length + i)) {
      throw new Error(
        `The axes of ${this.owner} must be the last ones. Received: axis=${show(this.args.axis)} ` +
          `for an input of shape ${show(shape)}`,
      );
    }
    this.addOwnWeight(
      'scale',
      axes.map((axis) => shape[axis]),
    );
    this.built = true;
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    const axes = resolveAxes(this.owner, 'axis', this.axes, x.rank);
    const mean = tf.mean(tf.square(x), axes, true);
    const normalized = tf.mul(x, tf.rsqrt(tf.add(mean, Number(this.args.epsilon))));
    return tf.mul(normalized, this.ownWeight('scale').read());
  }
}
