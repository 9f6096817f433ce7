import { hardmax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * Hardmax: 1 for the first of the largest entries along one or several axes, 0 for the others. Takes inputs of rank 1
 * or more. Its gradient is 0.
 *
 * Masked entries are 0, and a fully masked slice is all 0.
 *
 * Source: ONNX, operator Hardmax.
 *
 * @throws The same errors as `Softmax`.
 */
export class Hardmax extends SliceLayer {
  static override className = 'Hardmax';

  protected override readonly activation = hardmax;
}
