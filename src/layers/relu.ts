import { relu } from '../catalogue/rectifiers.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';

/**
 * The bound, slope and threshold of a {@link ReLU} layer, and what every layer takes.
 *
 * @interface
 */
export type ReLUArgs = Arguments<{
  /** The largest output, at least 0; `null` for none. Default none. */
  maxValue?: number | null;
  /** Slope of what does not exceed the threshold, at least 0. Default 0. */
  negativeSlope?: number;
  /** What does not exceed it is not passed on; at least 0. Default 0. */
  threshold?: number;
}>;

/**
 * Rectified linear unit: `x > threshold ? min(maxValue, x) : negativeSlope * (x - threshold)`, of
 * any shape.
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
