import { elu } from '../activations/exponentials.js';
import type { Arguments } from './arguments.js';
import { ElementwiseLayer } from './elementwise_layer.js';

export type ELUArgs = Arguments<{
  /** The limit for negative inputs is `-alpha`. Any finite number. Default 1. */
  alpha?: number;
}>;

/**
 * Exponential linear unit: `x > 0 ? x : alpha * (exp(x) - 1)`, of any shape.
 *
 * @throws When `alpha` is not a finite number.
 * Source: Clevert et al. 2016; `keras.layers.ELU`.
 */
export class ELU extends ElementwiseLayer {
  static override className = 'ELU';

  constructor(args?: ELUArgs) {
    super(elu, args);
  }
}
