import { softmax1 } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Softmax with 1 added to the denominator, `exp(x) / (1 + sum(exp(x)))` along one or several axes, of any shape of rank 1
 * or more. The values of a slice sum to less than 1. `SoftmaxWithSink` learns the number that is added.
 *
 * Masked entries are exactly 0, and a fully masked slice is all 0.
 *
 * Source: Miller 2023, Attention is off by one, https://www.evanmiller.org/attention-is-off-by-one.html.
 *
 * @throws What `Softmax` throws.
 */
export class Softmax1 extends SliceLayer {
  static override className = 'Softmax1';

  protected override readonly activation = softmax1;
}
