import { logSoftmax } from '../catalogue/softmax_family.js';
import { SliceLayer } from './slice_layer.js';

/**
 * The logarithm of softmax: `x - log(sum(exp(x)))` along an axis or several, of any shape of rank 1 or
 * more. It keeps its digits where softmax is near 0, or is 0.
 *
 * What a mask leaves out is -Infinity, and its gradient 0.
 *
 * Source: `torch.nn.LogSoftmax`; `keras.activations.log_softmax`.
 *
 * @throws What `Softmax` throws.
 */
export class LogSoftmax extends SliceLayer {
  static override className = 'LogSoftmax';

  protected override readonly activation = logSoftmax;
}
