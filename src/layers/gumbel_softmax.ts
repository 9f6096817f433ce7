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
 * The axes of a {@link GumbelSoftmax} layer and how it draws, and what every layer takes.
 *
 * @interface
 */
export type GumbelSoftmaxArgs = Arguments<{
  /** The axis, or the axes together, of which each slice is a category. Default -1, the last. */
  axis?: number | number[];
  /** At least 1e-6; the lower, the nearer a sample is to one entry. Default 1. */
  temperature?: number;
  /** Whether a sample is 1 for one entry and 0 for the rest, with the gradient of the soft one. Default false. */
  hard?: boolean;
  /** Makes the noise of each call the same again. Default none. */
  seed?: number;
}>;

/**
 * A sample of a category by its logits, softmax of `(x + noise) / temperature` with noise of the Gumbel distribution, of
 * any shape of rank 1 or more. Outside of training there is no noise: it is softmax, or with `hard` the likeliest
 * category.
 *
 * What a mask leaves out is 0.
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
    return 'it would not know of training';
  }

  protected override along(
    x: tf.Tensor,
    axes: readonly number[],
    mask: tf.Tensor | null | undefined,
    { training }: Kwargs,
  ): tf.Tensor {
    return sampled(x, axes, this.sampling, training === true, mask);
  }

  /** The axis, how it draws, and what every layer has. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.sampling };
  }
}
