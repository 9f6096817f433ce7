import { hardmax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Hardmax: 1 for the first of the largest along an axis or several, 0 for the rest, of any shape of rank 1
 * or more. Its gradient is 0.
 *
 * What a mask leaves out is 0, and a slice without a rest is all 0.
 *
 * Source: ONNX, operator Hardmax.
 *
 * @throws What `Softmax` throws.
 */
export class Hardmax extends SliceLayer {
  static override className = 'Hardmax';

  protected override readonly activation = hardmax;
}
