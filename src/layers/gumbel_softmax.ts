import type * as tf from '@tensorflow/tfjs';
import {
  GUMBEL_NAMES,
  readSampling,
  type Sampling,
  sampled,
} from '../activations/gumbel_softmax.js';
import { softmax } from '../catalogue/softmax_family.js';
import type { Kwargs } from './activation_layer.js';
import type { Arguments } from './arguments.js';
import { SliceLayer } from './slice_layer.js';

/**
 * The arguments of a {@link GumbelSoftmax} layer, besides those of every layer.
 *
 * @interface
 */
export type GumbelSoftmaxArgs = Arguments<{
  /** The axis, or several axes, along which each slice is a categorical distribution. Default -1, the last. */
  axis?: number | number[];
  /** At least 1e-6. The lower it is, the closer a sample is to one-hot. Default 1. */
  temperature?: number;
  /** Whether samples are one-hot, with the gradient of the soft sample. Default false. */
  hard?: boolean;
  /** Makes the noise of each call reproducible. Default none. */
  seed?: number;
}>;

/**
 * Gumbel softmax: a differentiable sample from the categorical distribution with logits `x`, computed as softmax of
 * `(x + noise) / temperature` with noise from the Gumbel distribution, of any shape of rank 1 or more. Outside of training
 * there is no noise: the result is softmax, or, if `hard`, the most likely category.
 *
 * Masked entries are 0.
 *
 * Source: Jang, Gu, Poole 2016, Categorical reparameterization with Gumbel-softmax, arXiv:1611.01144.
 *
 * @throws What `Softmax` throws, and when the temperature is below 1e-6.
 */
export class GumbelSoftmax extends SliceLayer {
  static override className = 'GumbelSoftmax';
  protected static override readonly others = GUMBEL_NAMES;

  protected override readonly activation = softmax;
  private readonly sampling: Sampling;

  constructor(args?: GumbelSoftmaxArgs) {
    super(args);
    this.sampling = readSampling(this.owner, this.given);
  }

  protected override whyNoActivation(): string {
    return 'an activation is not told whether the model is training';
  }

  protected override along(
    x: tf.Tensor,
    mask: tf.Tensor | null | undefined,
    { training }: Kwargs,
  ): tf.Tensor {
    return sampled(x, this.axesFor(x.rank), this.sampling, training === true, mask);
  }

  /** The axis, the temperature and the other arguments, and those of every layer. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.sampling };
  }
}
