import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { type Attended, AttentionLayer, OPTIONS } from './attention_layer.js';
import { causalMask, maskAlong, maskedSoftmax, mergedMasks } from './attention_masks.js';
import type { Config } from './keras_layer.js';
import type { WeightInfo } from './own_weight.js';

/** The arguments that Keras takes in calls of an attention layer. */
export interface AttentionCallArgs {
  /** The names of the inputs, `'query'`, `'value'` and `'key'`, in their order. */
  tensors?: string[];
  /** Whether each query position attends only to positions that are not later. Default false. */
  useCausalMask?: boolean;
  /** Whether the attention weights are returned as a second output. Default false. */
  returnAttentionScores?: boolean;
  /** The fraction of the weights that is dropped in training. Default 0. */
  dropout?: number;
}

/** Attention with one head over [batch, positions, features], with the scores of `scoresOf`. */
abstract class OneHead extends AttentionLayer {
  static override readonly inKeras: LayerClass = {
    mask: 'attends',
    call: { tensors: ['inputs'], options: OPTIONS },
  };

  protected readonly usesScale: boolean;

  constructor(args: object | undefined, defaults: Config, weights: Record<string, WeightInfo>) {
    super(args, { causal: false, ...defaults }, weights);
    this.usesScale = this.args.useScale === true;
  }

  protected abstract scoresOf(query: tf.Tensor, key: tf.Tensor): tf.Tensor;

  protected override attend(
    { query, value, key }: Attended<tf.Tensor>,
    masks: Partial<Attended<tf.Tensor>>,
    _: tf.Tensor | undefined,
    isTraining: boolean,
  ) {
    const raw = this.scoresOf(query, key);
    const isCausal = this.isCausal || this.args.causal === true;
    const mask = mergedMasks([
      masks.value && maskAlong('keys', masks.value),
      isCausal ? causalMask(positionsOf(query), positionsOf(key)) : undefined,
    ]);
    const scores = this.dropped(maskedSoftmax(raw, mask, 'added'), isTraining);
    const output = tf.matMul(scores, value);
    if (masks.query === undefined) return { output, scores };
    return { output: tf.where(maskAlong('queries', masks.query), output, tf.scalar(0)), scores };
  }

  protected override shapesOf({ query, value, key }: Attended<tf.Shape>) {
    const features = value[value.length - 1];
    return {
      output: [...query.slice(0, -1), features],
      scores: [...query.slice(0, -1), key[key.length - 2]],
    };
  }

  /** The hyperbolic tangent of each sum of a query and a key: [batch, queries, keys, features]. */
  protected tanhOfSums(query: tf.Tensor, key: tf.Tensor, scale?: tf.Tensor): tf.Tensor {
    const sums = tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3));
    return tf.tanh(scale ? tf.mul(scale, sums) : sums);
  }
}

function positionsOf({ shape }: tf.Tensor): number {
  return shape[shape.length - 2];
}

const CONCAT = 'concat_score_weight';

/** The arguments of an {@link Attention} layer. */
export type AttentionArgs = Arguments<
  AttentionCallArgs & {
    /** Whether the scores are multiplied by a weight, initially 1. Default false. */
    useScale?: boolean;
    /** `'dot'`, or `'concat'` for the sum over tanh(query + key). Default `'dot'`. */
    scoreMode?: 'dot' | 'concat';
  }
>;

/**
 * Dot-product attention: `softmax(query · keyᵀ) · value`. The input is a list of query, value and, if it differs from
 * the value, key.
 *
 * Source: Luong et al. 2015; `keras.layers.Attention`.
 */
export class Attention extends OneHead {
  static override className = 'Attention';

  constructor(args?: AttentionArgs) {
    const weight = { initializer: 'ones' };
    const defaults = { useScale: false, scoreMode: 'dot' };
    super(args, defaults, { scale: weight, [CONCAT]: { ...weight, key: 'concatScoreWeight' } });
    if (!['dot', 'concat'].includes(this.args.scoreMode as string)) {
      throw this.wrong('scoreMode', "must be 'dot' or 'concat'", TypeError);
    }
  }

  override build(): void {
    if (this.usesScale) this.addOwnWeight('scale', []);
    if (this.args.scoreMode === 'concat') this.addOwnWeight(CONCAT, []);
    this.built = true;
  }

  protected override scoresOf(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    const scale = this.usesScale ? this.ownWeight('scale').read() : undefined;
    if (this.args.scoreMode === 'concat') {
      const sums = tf.sum(this.tanhOfSums(query, key, scale), -1);
      return tf.mul(this.ownWeight(CONCAT).read(), sums);
    }
    const products = tf.matMul(query, key, false, true);
    return scale ? tf.mul(products, scale) : products;
  }
}

/** The arguments of an {@link AdditiveAttention} layer. */
export type AdditiveAttentionArgs = Arguments<
  AttentionCallArgs & {
    /** Whether each feature is multiplied by a weight. Default true. */
    useScale?: boolean;
  }
>;

/**
 * Additive attention: the scores are sums over `scale * tanh(query + key)`.
 *
 * Source: Bahdanau et al. 2015; `keras.layers.AdditiveAttention`.
 */
export class AdditiveAttention extends OneHead {
  static override className = 'AdditiveAttention';

  constructor(args?: AdditiveAttentionArgs) {
    super(args, { useScale: true }, { scale: { initializer: 'glorotUniform' } });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { query } = this.attendedShapes(inputShape);
    if (this.usesScale) this.addOwnWeight('scale', [query[query.length - 1]]);
    this.built = true;
  }

  protected override scoresOf(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    const terms = this.tanhOfSums(query, key);
    return tf.sum(this.usesScale ? tf.mul(this.ownWeight('scale').read(), terms) : terms, -1);
  }
}
