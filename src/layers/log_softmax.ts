import { logSoftmax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * The logarithm of softmax: `x - log(sum(exp(x)))` along one or several axes. Takes inputs of rank 1 or more. It is
 * accurate also where softmax is close to 0, or is 0.
 *
 * Masked entries are -Infinity, and their gradients 0.
 *
 * Source: `torch.nn.LogSoftmax`; `keras.activations.log_softmax`.
 *
 * @throws The same errors as `Softmax`.
 */
export class LogSoftmax extends SliceLayer {
  static override className = 'LogSoftmax';

  protected override readonly activation = logSoftmax;
}
