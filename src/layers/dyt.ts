import * as tf from '@tensorflow/tfjs';
import { normLike } from '../catalogue/norm_like.js';
import { type NormLikeArgs, NormLikeLayer } from './norm_like_layer.js';

/**
 * Dynamic hyperbolic tangent, `gamma * tanh(alpha * x) + beta`, a replacement for layer normalization: one learned
 * `alpha`, and a learned `gamma` and `beta` for each channel. Takes inputs of rank 2 or more.
 *
 * Source: Zhu, Chen, He, LeCun, Liu 2025, Transformers without normalization, arXiv:2503.10622.
 *
 * @throws When created: `axis` is not an integer, or an initializer is unknown. When built: the axis is out of range,
 *   or the number of channels is unknown.
 */
export class DyT extends NormLikeLayer {
  static override className = 'DyT';

  constructor(args?: NormLikeArgs) {
    const half = tf.initializers.constant({ value: 0.5 });
    const ofChannels = { gamma: 'ones', beta: 'zeros' } as const;
    super(normLike.dyT, { alpha: half }, ofChannels, args);
  }
}
