import * as tf from '@tensorflow/tfjs';
import type { SnakeCase } from '../arguments/case.js';
import { normLike } from '../catalogue/norm_like.js';
import type { LearnedArgs } from './learned_parameter.js';
import { type NormLikeArgs, NormLikeLayer } from './norm_like_layer.js';

/**
 * The arguments of a {@link DyT} layer, and the initializer of the shift.
 *
 * @interface
 */
export type DerfArgs = NormLikeArgs & {
  /** Initializer of the shift. Default `'zeros'`. */
  [Name in 'shiftInitializer' | SnakeCase<'shiftInitializer'>]?: LearnedArgs['initializer'];
};

/**
 * Dynamic error function, `gamma * erf(alpha * x + shift) + beta`, a replacement for layer normalization: one learned
 * `alpha` and `shift`, and a learned `gamma` and `beta` for each channel. Takes inputs of rank 2 or more.
 *
 * Source: Chen, Lu, Zhu, Sun, Liu 2025, Stronger normalization-free transformers, arXiv:2512.10938.
 *
 * @throws The same errors as `DyT`.
 */
export class Derf extends NormLikeLayer {
  static override className = 'Derf';

  constructor(args?: DerfArgs) {
    const shared = { alpha: tf.initializers.constant({ value: 0.5 }), shift: 'zeros' } as const;
    const ofChannels = { gamma: 'ones', beta: 'zeros' } as const;
    super(normLike.derf, shared, ofChannels, args);
  }
}
