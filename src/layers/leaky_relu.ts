import { leakyRelu } from '../catalogue/rectifiers.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';

/**
 * The slope of a {@link LeakyReLU} layer under either name, and the arguments of every layer.
 *
 * @interface
 */
export type LeakyReLUArgs = Arguments<{
  /** Slope for negative inputs, at least 0. Default 0.3. */
  alpha?: number;
  /** The name of `alpha` in Keras 3. */
  negativeSlope?: number;
}>;

/**
 * Leaky rectified linear unit: `x > 0 ? x : alpha * x`, for inputs of any shape.
 *
 * Source: Maas et al. 2013; `keras.layers.LeakyReLU`.
 *
 * @throws When `alpha` is negative or not a finite number.
 */
export class LeakyReLU extends CatalogueLayer {
  static override className = 'LeakyReLU';

  constructor(args?: LeakyReLUArgs) {
    super(leakyRelu, args);
  }
}
