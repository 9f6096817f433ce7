import { entmax15 } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Entmax with alpha 1.5: `max(x / 2 - tau, 0) ** 2`, where `tau` makes it sum to 1 along one or several axes. Takes
 * inputs of rank 1 or more. Its small entries are exactly 0.
 *
 * Masked entries are 0, the others sum to 1, and a fully masked slice is all 0.
 *
 * Source: Peters, Niculae, Martins 2019, Sparse sequence-to-sequence models, arXiv:1905.05702.
 *
 * @throws The same errors as `Softmax`.
 */
export class Entmax15 extends SliceLayer {
  static override className = 'Entmax15';

  protected override readonly activation = entmax15;
}
