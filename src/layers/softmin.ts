import { softmin } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Softmin: softmax of `-x` along an axis or several, of any shape of rank 1 or more.
 *
 * What a mask leaves out is exactly 0, the rest sums to 1, and a slice without a rest is all 0.
 *
 * Source: `torch.nn.Softmin`.
 *
 * @throws What `Softmax` throws.
 */
export class Softmin extends SliceLayer {
  static override className = 'Softmin';

  protected override readonly activation = softmin;
}
