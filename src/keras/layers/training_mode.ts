import type * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from '../../layers/arguments.js';
import type { Inputs, Kwargs, Shapes } from './keras_layer.js';
import { stockWrapper } from './stock.js';

/** The layer that a {@link TrainingMode} layer calls, and the arguments of every layer. */
export type TrainingModeArgs = LayerArgs & {
  /** The wrapped layer. */
  layer: tf.layers.Layer;
};

/**
 * Calls another layer in training mode, regardless of the model's mode: a batch normalization uses the statistics of
 * the batch, a dropout drops.
 *
 * Source: a layer of Keras that is called with `training=True`.
 */
export class TrainingMode extends stockWrapper {
  /** The registered name. */
  static override className = 'Keras>TrainingMode';

  constructor(args: TrainingModeArgs) {
    super({ ...args, name: args.name ?? `${args.layer.name}_in_training` });
    this.supportsMasking = args.layer.supportsMasking;
  }

  override build(inputShape: Shapes): void {
    if (!this.layer.built) this.layer.build(inputShape);
    this.layer.built = true;
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.layer.computeOutputShape(inputShape);
  }

  override call(inputs: Inputs, kwargs: Kwargs): Inputs {
    return this.layer.call(inputs, { ...kwargs, training: true });
  }

  override computeMask(inputs: Inputs, mask?: Inputs): Inputs {
    return this.layer.computeMask(inputs, mask);
  }
}
