import * as tf from '@tensorflow/tfjs';
import { srelu } from '../catalogue/rectifiers.js';
import { ParametricLayer, type ParametricLayerArgs } from './parametric_layer.js';

/**
 * How the four weights of an {@link SReLU} layer are learnt, and what every layer takes.
 *
 * @interface
 */
export type SReLUArgs = ParametricLayerArgs<'tLeft' | 'aLeft' | 'tRight' | 'aRight'>;

/**
 * S-shaped rectified linear unit, of any shape: the identity between `tLeft` and `tLeft + |tRight|`, and lines
 * of the slopes `aLeft` below and `aRight` above, all four learnt.
 *
 * The weights `t_left`, `a_left`, `t_right`, `a_right` have the shape of the input without the batch, and 1
 * along each shared axis. They begin with zeros, numbers from 0 to 1, numbers from 0 to 5, and ones.
 *
 * Source: Jin et al. 2016; `keras_contrib.layers.SReLU`.
 *
 * @throws What `PReLU` throws.
 */
export class SReLU extends ParametricLayer {
  static override className = 'SReLU';

  constructor(args?: SReLUArgs) {
    // tfjs takes a minval of 0 for none.
    const uniform = (maxval: number) => tf.initializers.randomUniform({ minval: 1e-7, maxval });
    super(srelu, { tLeft: 'zeros', aLeft: uniform(1), tRight: uniform(5), aRight: 'ones' }, args, {
      tLeft: 't_left',
      aLeft: 'a_left',
      tRight: 't_right',
      aRight: 'a_right',
    });
  }
}
