import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { KerasLayer, type Kwargs } from './keras_layer.js';

/** The arguments of an {@link ActivityRegularization} layer. */
export type ActivityRegularizationArgs = Arguments<{
  /** The factor of the sum of the absolute values in the loss. Default 0. */
  l1?: number;
  /** The factor of the sum of the squares in the loss. Default 0. */
  l2?: number;
}>;

/**
 * Returns the input, and adds l1 Σ|x| + l2 Σx² for each sample to the training loss.
 *
 * Source: `keras.layers.ActivityRegularization`.
 */
export class ActivityRegularization extends KerasLayer {
  static override className = 'ActivityRegularization';
  static override readonly inKeras: LayerClass = { mask: 'passes' };

  /** The inputs of a training step, until tfjs asks for their loss. */
  private trained: tf.Tensor[] = [];

  constructor(args?: ActivityRegularizationArgs) {
    super(args, { l1: 0, l2: 0 });
    this.supportsMasking = true;
    this.addLoss(() => this.takeLoss());
  }

  protected override compute([x]: tf.Tensor[], { training }: Kwargs): tf.Tensor {
    const y = x.clone();
    if (training) this.trained.push(y);
    return y;
  }

  private takeLoss(): tf.Scalar {
    const [l1, l2] = [Number(this.args.l1), Number(this.args.l2)];
    const losses = this.trained.map((x) => {
      const costs = tf.add(tf.mul(tf.abs(x), l1), tf.mul(tf.square(x), l2));
      return tf.div(tf.sum(costs), x.shape[0]);
    });
    this.trained = [];
    return losses.length === 0 ? tf.scalar(0) : tf.addN(losses).asScalar();
  }
}
