import { prelu } from '../catalogue/rectifiers.js';
import { ParametricLayer, type ParametricLayerArgs } from './parametric_layer.js';

/**
 * The initializer, regularizer and constraint of the slope of a {@link PReLU} layer, and the arguments of every
 * layer.
 *
 * @interface
 */
export type PReLUArgs = ParametricLayerArgs<'alpha'>;

/**
 * Parametric rectified linear unit: `x > 0 ? x : alpha * x` with a learned `alpha`, for inputs of any shape.
 *
 * The weight `alpha` has the shape of the input without the batch, and length 1 along each shared axis. It is
 * initialized with zeros.
 *
 * Source: He et al. 2015; `keras.layers.PReLU`.
 *
 * @throws When created: a shared axis is the batch, is given twice or is not an integer, or an initializer,
 *   regularizer or constraint is unknown. When built: a shared axis is out of range, or an axis that is not shared
 *   has no known length.
 */
export class PReLU extends ParametricLayer {
  static override className = 'PReLU';

  constructor(args?: PReLUArgs) {
    super(prelu, { alpha: 'zeros' }, args);
  }
}
