import * as tf from '@tensorflow/tfjs';
import { srelu } from '../catalogue/rectifiers.js';
import { ParametricLayer, type ParametricLayerArgs } from './parametric_layer.js';

/**
 * The initializers, regularizers and constraints of the four weights of an {@link SReLU} layer, and the arguments of
 * every layer.
 *
 * @interface
 */
export type SReLUArgs = ParametricLayerArgs<'tLeft' | 'aLeft' | 'tRight' | 'aRight'>;

/**
 * S-shaped rectified linear unit, for inputs of any shape: the identity between `tLeft` and `tLeft + |tRight|`, and
 * lines of slope `aLeft` below and `aRight` above, all four learned.
 *
 * The weights `t_left`, `a_left`, `t_right`, `a_right` have the shape of the input without the batch, and length 1
 * along each shared axis. They are initialized with zeros, numbers from 0 to 1, numbers from 0 to 5, and ones.
 *
 * Source: Jin et al. 2016; `keras_contrib.layers.SReLU`.
 *
 * @throws The same errors as `PReLU`.
 */
export class SReLU extends ParametricLayer {
  static override className = 'SReLU';

  constructor(args?: SReLUArgs) {
    // tfjs treats a minval of 0 as missing.
    const uniform = (maxval: number) => tf.initializers.randomUniform({ minval: 1e-7, maxval });
    super(srelu, { tLeft: 'zeros', aLeft: uniform(1), tRight: uniform(5), aRight: 'ones' }, args, {
      tLeft: 't_left',
      aLeft: 'a_left',
      tRight: 't_right',
      aRight: 'a_right',
    });
  }
}
