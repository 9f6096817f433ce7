import { thresholdedRelu } from '../catalogue/rectifiers.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';

/**
 * The threshold of a {@link ThresholdedReLU} layer, and the arguments of every layer.
 *
 * @interface
 */
export type ThresholdedReLUArgs = Arguments<{
  /** Inputs up to the threshold become 0; at least 0. Default 1. */
  theta?: number;
}>;

/**
 * Thresholded rectified linear unit: `x > theta ? x : 0`, for inputs of any shape.
 *
 * Source: Konda et al. 2014; `tf.keras.layers.ThresholdedReLU` of Keras 2.
 *
 * @throws When `theta` is negative or not a finite number.
 */
export class ThresholdedReLU extends CatalogueLayer {
  static override className = 'ThresholdedReLU';

  constructor(args?: ThresholdedReLUArgs) {
    super(thresholdedRelu, args);
  }
}
