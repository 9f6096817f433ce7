import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { type Inputs, KerasLayer, type Kwargs, listOfShapes, type Shapes } from './keras_layer.js';

/** The arguments of an {@link ActivityRegularization} layer. */
export type ActivityRegularizationArgs = Arguments<{
  /** The factor of the sum of the absolute values in the loss. Default 0. */
  l1?: number;
  /** The factor of the sum of the squares in the loss. Default 0. */
  l2?: number;
}>;

/**
 * Returns the input, and adds the mean of l1 Σ|x| + l2 Σx² of the samples to the training loss; of each input, if there
 * are several.
 *
 * Source: `keras.layers.ActivityRegularization`.
 */
export class ActivityRegularization extends KerasLayer {
  static override className = 'ActivityRegularization';
  static override readonly inKeras: LayerClass = { mask: 'passes each' };

  /** The inputs of a training step, until tfjs asks for their loss. */
  private trained: tf.Tensor[] = [];

  constructor(args?: ActivityRegularizationArgs) {
    super(args, { l1: 0, l2: 0 });
    this.supportsMasking = true;
    this.addLoss(() => this.takeLoss());
  }

  protected override compute(inputs: tf.Tensor[], { training }: Kwargs): Inputs {
    const outputs = inputs.map((x) => x.clone());
    if (training) this.trained.push(...outputs);
    return outputs.length === 1 ? outputs[0] : outputs;
  }

  override computeOutputShape(inputShape: Shapes): tf.Shape {
    const shapes = listOfShapes(inputShape);
    return shapes.length === 1 ? shapes[0] : (shapes as unknown as tf.Shape);
  }

  private takeLoss(): tf.Scalar {
    const [l1, l2] = [Number(this.args.l1), Number(this.args.l2)];
    const losses = this.trained.map((x) => {
      const costs = tf.add(tf.mul(tf.abs(x), l1), tf.mul(tf.square(x), l2));
      return tf.div(tf.sum(costs), x.shape[0]);
    });
    this.trained = [];
    return losses.reduce<tf.Tensor>((a, b) => tf.add(a, b), tf.scalar(0)).asScalar();
  }
}
