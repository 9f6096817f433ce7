import { softmin } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Softmin: softmax of `-x` along one or several axes. Takes inputs of rank 1 or more.
 *
 * Masked entries are exactly 0, the others sum to 1, and a fully masked slice is all 0.
 *
 * Source: `torch.nn.Softmin`.
 *
 * @throws The same errors as `Softmax`.
 */
export class Softmin extends SliceLayer {
  static override className = 'Softmin';

  protected override readonly activation = softmin;
}
