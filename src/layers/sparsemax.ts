import { sparsemax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Sparsemax: `max(x - tau, 0)`, where `tau` makes it sum to 1 along an axis or several, of any shape of
 * rank 1 or more. It is the point of the simplex nearest to `x`; many entries are exactly 0.
 *
 * What a mask leaves out is 0, the rest sums to 1, and a slice without a rest is all 0.
 *
 * Source: Martins, Astudillo 2016, From softmax to sparsemax. (That of Keras 3.12 sums to less than 1.)
 *
 * @throws What `Softmax` throws.
 */
export class Sparsemax extends SliceLayer {
  static override className = 'Sparsemax';

  protected override readonly activation = sparsemax;
}
