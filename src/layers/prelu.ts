import { prelu } from '../catalogue/rectifiers.js';
import { ParametricLayer, type ParametricLayerArgs } from './parametric_layer.js';

/**
 * How the slope of a {@link PReLU} layer is learnt, and what every layer takes.
 *
 * @interface
 */
export type PReLUArgs = ParametricLayerArgs<'alpha'>;

/**
 * Parametric rectified linear unit: `x > 0 ? x : alpha * x` with a learnt `alpha`, of any shape.
 *
 * The weight `alpha` has the shape of the input without the batch, and 1 along each shared axis. It begins
 * with zeros.
 *
 * Source: He et al. 2015; `keras.layers.PReLU`.
 *
 * @throws When made: a shared axis is the batch, is given twice or is not an integer, or an
 *   initializer, regularizer or constraint is unknown. When built: a shared axis is out of range, or
 *   an axis that is not shared has no length.
 */
export class PReLU extends ParametricLayer {
  static override className = 'PReLU';

  constructor(args?: PReLUArgs) {
    super(prelu, { alpha: 'zeros' }, args);
  }
}
