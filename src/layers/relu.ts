import { relu } from '../catalogue/rectifiers.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';

/**
 * The bound, slope and threshold of a {@link ReLU} layer, and the arguments of every layer.
 *
 * @interface
 */
export type ReLUArgs = Arguments<{
  /** The largest output, at least 0; `null` means no bound. Default `null`. */
  maxValue?: number | null;
  /** Slope for inputs up to the threshold, at least 0. Default 0. */
  negativeSlope?: number;
  /** Inputs up to the threshold are not passed on; at least 0. Default 0. */
  threshold?: number;
}>;

/**
 * Rectified linear unit: `x > threshold ? min(maxValue, x) : negativeSlope * (x - threshold)`, for inputs of any
 * shape.
 *
 * Source: Nair and Hinton 2010; `keras.layers.ReLU`.
 *
 * @throws When an argument is negative or not a finite number.
 */
export class ReLU extends CatalogueLayer {
  static override className = 'ReLU';

  constructor(args?: ReLUArgs) {
    super(relu, args);
  }
}
