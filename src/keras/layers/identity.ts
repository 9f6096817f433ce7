import type * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from '../../layers/arguments.js';
import { KerasLayer } from './keras_layer.js';

/**
 * Returns the input.
 *
 * Source: `keras.layers.Identity`.
 */
export class Identity extends KerasLayer {
  // tfjs has an initializer with the name `Identity`.
  static override className = 'Keras>Identity';

  constructor(args?: LayerArgs) {
    super(args);
    this.supportsMasking = true;
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    return x.clone();
  }
}
