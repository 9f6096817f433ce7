import { elu } from '../catalogue/exponentials.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';

/**
 * The scale of an {@link ELU} layer, and the arguments of every layer.
 *
 * @interface
 */
export type ELUArgs = Arguments<{
  /** The limit for negative inputs is `-alpha`. Any finite number. Default 1. */
  alpha?: number;
}>;

/**
 * Exponential linear unit: `x > 0 ? x : alpha * (exp(x) - 1)`, for inputs of any shape.
 *
 * Source: Clevert et al. 2016; `keras.layers.ELU`.
 *
 * @throws When `alpha` is not a finite number.
 */
export class ELU extends CatalogueLayer {
  static override className = 'ELU';

  constructor(args?: ELUArgs) {
    super(elu, args);
  }
}
