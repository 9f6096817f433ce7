import * as tf from '@tensorflow/tfjs';
import { type LayerArgs, readLayerArguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { KerasLayer } from './keras_layer.js';
import { stockAdd } from './stock.js';

/**
 * Subtracts the second of two inputs from the first. Shapes broadcast as in `tf.layers.add`.
 *
 * Source: `keras.layers.Subtract`.
 *
 * @throws When called: there are not two inputs.
 */
export class Subtract extends stockAdd {
  /** The registered name. */
  static override className = 'Subtract';
  static readonly inKeras: LayerClass = { mask: 'merges', isAlsoOp: true };

  constructor(args?: LayerArgs) {
    super(readLayerArguments('a Subtract layer', args, {}).forEvery);
  }

  static override readonly fromConfig = KerasLayer.fromConfig;

  /** The difference of the inputs, which have the same rank. */
  override mergeFunction(inputs: tf.Tensor[]): tf.Tensor {
    if (inputs.length === 2) return tf.sub(inputs[0], inputs[1]);
    throw new Error(`The layer ${this.name} takes two inputs. Received: ${inputs.length}`);
  }
}
