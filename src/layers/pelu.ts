import { pelu } from '../activations/learnt.js';
import { LearntLayer, type LearntLayerArgs } from './learnt_layer.js';

export type PELUArgs = LearntLayerArgs<'alpha' | 'beta'>;

/**
 * Parametric exponential linear unit: `x > 0 ? alpha / beta * x : alpha * (exp(x / beta) - 1)` with learnt
 * `alpha` and `beta`, of any shape. Both are meant to be positive; a constraint holds them so.
 *
 * The weights have the shape of the input without the batch, and 1 along each shared axis. They begin with
 * ones.
 *
 * @throws What `PReLU` throws.
 * Source: Trottier et al. 2017; `keras_contrib.layers.PELU`.
 */
export class PELU extends LearntLayer {
  static override className = 'PELU';

  constructor(args?: PELUArgs) {
    super(pelu, { alpha: 'ones', beta: 'ones' }, args);
  }
}
