import { softmax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Softmax: `exp(x) / sum(exp(x))` along an axis or several, of any shape of rank 1 or more.
 *
 * What a mask leaves out is exactly 0, the rest sums to 1, and a slice without a rest is all 0.
 *
 * Source: `keras.layers.Softmax`.
 *
 * @throws When made: `axis` is not an integer or a list of different integers. When built: an axis
 *   is out of range. When called: the mask does not broadcast to the input.
 */
export class Softmax extends SliceLayer {
  static override className = 'Softmax';

  protected override readonly activation = softmax;
}
