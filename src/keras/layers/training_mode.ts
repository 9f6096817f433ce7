import type * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from '../../layers/arguments.js';
import type { Inputs, Kwargs, Shapes } from './keras_layer.js';
import { stockWrapper } from './stock.js';

/** The layer that a {@link TrainingMode} calls, and what every layer takes. */
export type TrainingModeArgs = LayerArgs & {
  /** The layer. */
  layer: tf.layers.Layer;
};

/**
 * Another layer, which computes as in training, whatever the model does: a batch normalization with the statistics of
 * the batch, a dropout that drops.
 *
 * Source: a layer of Keras that is called with `training=True`.
 */
export class TrainingMode extends stockWrapper {
  /** What it is registered as. */
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
