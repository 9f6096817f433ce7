import { softmax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Softmax: `exp(x) / sum(exp(x))` along one or several axes. Takes inputs of rank 1 or more.
 *
 * Masked entries are exactly 0, the others sum to 1, and a fully masked slice is all 0.
 *
 * Source: `keras.layers.Softmax`.
 *
 * @throws When created: `axis` is not an integer or a list of different integers. When built: an axis is out of
 *   range. When called: the mask does not broadcast to the input.
 */
export class Softmax extends SliceLayer {
  static override className = 'Softmax';

  protected override readonly activation = softmax;
}
