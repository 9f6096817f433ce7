import { pelu } from '../catalogue/exponentials.js';
import { ParametricLayer, type ParametricLayerArgs } from './parametric_layer.js';

/**
 * The initializers, regularizers and constraints of the two weights of a {@link PELU} layer, and the arguments of
 * every layer.
 *
 * @interface
 */
export type PELUArgs = ParametricLayerArgs<'alpha' | 'beta'>;

/**
 * Parametric exponential linear unit: `x > 0 ? alpha / beta * x : alpha * (exp(x / beta) - 1)` with learned `alpha`
 * and `beta`, for inputs of any shape. Both should be positive, which a constraint can ensure.
 *
 * The weights have the shape of the input without the batch, and length 1 along each shared axis. They are
 * initialized with ones.
 *
 * Source: Trottier et al. 2017; `keras_contrib.layers.PELU`.
 *
 * @throws The same errors as `PReLU`.
 */
export class PELU extends ParametricLayer {
  static override className = 'PELU';

  constructor(args?: PELUArgs) {
    super(pelu, { alpha: 'ones', beta: 'ones' }, args);
  }
}
