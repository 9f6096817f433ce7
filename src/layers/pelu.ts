import { pelu } from '../catalogue/exponentials.js';
import { ParametricLayer, type ParametricLayerArgs } from './parametric_layer.js';

/**
 * How the two weights of a {@link PELU} layer are learnt, and what every layer takes.
 *
 * @interface
 */
export type PELUArgs = ParametricLayerArgs<'alpha' | 'beta'>;

/**
 * Parametric exponential linear unit: `x > 0 ? alpha / beta * x : alpha * (exp(x / beta) - 1)` with learnt
 * `alpha` and `beta`, of any shape. Both are meant to be positive; a constraint holds them so.
 *
 * The weights have the shape of the input without the batch, and 1 along each shared axis. They begin with
 * ones.
 *
 * Source: Trottier et al. 2017; `keras_contrib.layers.PELU`.
 *
 * @throws What `PReLU` throws.
 */
export class PELU extends ParametricLayer {
  static override className = 'PELU';

  constructor(args?: PELUArgs) {
    super(pelu, { alpha: 'ones', beta: 'ones' }, args);
  }
}
