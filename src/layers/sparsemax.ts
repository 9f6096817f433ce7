import { sparsemax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Sparsemax: `max(x - tau, 0)`, where `tau` makes it sum to 1 along one or several axes. Takes inputs of rank 1 or
 * more. It is the point of the probability simplex nearest to `x`; many entries are exactly 0.
 *
 * Masked entries are 0, the others sum to 1, and a fully masked slice is all 0.
 *
 * Source: Martins, Astudillo 2016, From softmax to sparsemax. (The sparsemax of Keras 3.12 sums to less than 1.)
 *
 * @throws The same errors as `Softmax`.
 */
export class Sparsemax extends SliceLayer {
  static override className = 'Sparsemax';

  protected override readonly activation = sparsemax;
}
