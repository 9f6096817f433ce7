import { entmax15 } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Entmax with alpha 1.5: `max(x / 2 - tau, 0) ** 2`, where `tau` makes it sum to 1 along an axis or several, of any
 * shape of rank 1 or more. Its small entries are exactly 0.
 *
 * What a mask leaves out is 0, the rest sums to 1, and a slice without a rest is all 0.
 *
 * Source: Peters, Niculae, Martins 2019, Sparse sequence-to-sequence models, arXiv:1905.05702.
 *
 * @throws What `Softmax` throws.
 */
export class Entmax15 extends SliceLayer {
  static override className = 'Entmax15';

  protected override readonly activation = entmax15;
}
