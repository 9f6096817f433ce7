import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import { type Attended, AttentionLayer } from './attention_layer.js';
import { causalMask, maskAlong, maskedSoftmax, mergedMasks } from './attention_masks.js';
import type { Config } from './keras_layer.js';
import type { WeightInfo } from './own_weight.js';

/** What the calls of a layer of attention are given in Keras. */
export interface AttentionCallArgs {
  /** The names of the inputs, `'query'`, `'value'` and `'key'`, in the order in which they are given. */
  tensors?: string[];
  /** Whether each position of the query reads only positions that are not later. Default false. */
  useCausalMask?: boolean;
  /** Whether the weights of attention are a second output. Default false. */
  returnAttentionScores?: boolean;
  /** The part of the weights that is dropped in training. Default 0. */
  dropout?: number;
}

/** Attention with one head, of [batch, positions, features], whose scores `scoresOf` says. */
abstract class OneHead extends AttentionLayer {
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

  /** The activations of each sum of a query and a key: [batch, queries, keys, features]. */
  protected tanhOfSums(query: tf.Tensor, key: tf.Tensor, scale?: tf.Tensor): tf.Tensor {
    const sums = tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3));
    return tf.tanh(scale ? tf.mul(scale, sums) : sums);
  }
}

function positionsOf({ shape }: tf.Tensor): number {
  return shape[shape.length - 2];
}

const CONCAT = 'concat_score_weight';

/** What an {@link Attention} layer takes. */
export type AttentionArgs = Arguments<
  AttentionCallArgs & {
    /** Whether the scores are multiplied by a weight, which begins with 1. Default false. */
    useScale?: boolean;
    /** `'dot'`, or `'concat'` for the sum over tanh(query + key). Default `'dot'`. */
    scoreMode?: 'dot' | 'concat';
  }
>;

/**
 * Attention by the products of queries and keys: `softmax(query · keyᵀ) · value`, of a list of query, value and, if it
 * is not the value, key.
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
      throw this.wrongArgument('scoreMode', "must be 'dot' or 'concat'");
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

/** What an {@link AdditiveAttention} layer takes. */
export type AdditiveAttentionArgs = Arguments<
  AttentionCallArgs & {
    /** Whether each feature is multiplied by a weight. Default true. */
    useScale?: boolean;
  }
>;

/**
 * Attention by sums of queries and keys: the scores are sums over `scale * tanh(query + key)`.
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
