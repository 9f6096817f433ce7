import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import { headsOfVersion } from '../config/attention.js';
import { always } from '../config/ignored.js';
import type { LayerClass } from '../config/layer_classes.js';
import type { AttentionCallArgs } from './attention.js';
import { type Attended, AttentionLayer, OPTIONS } from './attention_layer.js';
import {
  asBool,
  causalMask,
  type MaskedScores,
  maskAlong,
  maskedSoftmax,
  mergedMasks,
  windowMask,
} from './attention_masks.js';
import type { Config, Shapes } from './keras_layer.js';
import type { WeightInfo } from './own_weight.js';

/** The projections, in the order in which Keras lists their weights. */
const PROJECTIONS = ['query', 'key', 'gate', 'value', 'attention_output'] as const;
type Projection = (typeof PROJECTIONS)[number];

const WEIGHTS: Readonly<Record<string, WeightInfo>> = Object.fromEntries(
  PROJECTIONS.flatMap((projection) => [
    [`${projection}/kernel`, { key: 'kernel', initializer: 'glorotUniform' }],
    [`${projection}/bias`, { key: 'bias', initializer: 'zeros' }],
  ]),
);

/** The numbers of heads and of features of a projection. */
interface Heads {
  readonly count: number;
  readonly features: number;
}

const IN_KERAS: LayerClass = {
  mask: 'attendsInHeads',
  call: {
    tensors: ['query', 'value', 'key', 'query_mask', 'value_mask', 'key_mask', 'attention_mask'],
    options: OPTIONS,
    namesTensors: true,
  },
  ofVersion: headsOfVersion,
  ignores: { query_shape: always, value_shape: always, key_shape: always },
};

/** The base of the multi-head layers; the queries may have more heads than the keys. */
abstract class ManyHeads extends AttentionLayer {
  protected abstract readonly heads: {
    readonly query: Heads;
    readonly key: Heads;
    readonly value: Heads;
  };

  constructor(args: object | undefined, defaults: Config) {
    const shared = { useBias: true, useGate: false, slidingWindow: null, maskedScores: 'replaced' };
    super(args, { ...shared, ...defaults }, WEIGHTS);
    const { maskedScores, slidingWindow } = this.args;
    if (!['added', 'replaced', 'zeroed'].includes(maskedScores as string)) {
      throw this.wrong('maskedScores', "must be 'added', 'replaced' or 'zeroed'", TypeError);
    }
    if (slidingWindow !== null) this.positiveInteger('slidingWindow', TypeError);
  }

  /** The features of the output, which may span several axes. */
  protected abstract outputFeatures(query: tf.Shape): tf.Shape;

  /** The axes of the positions, where the batch is axis 0. */
  protected axesFor(rank: number): readonly number[] {
    return Array.from({ length: rank - 2 }, (_, i) => i + 1);
  }

  override build(inputShape: Shapes): void {
    const { query, value, key } = this.attendedShapes(inputShape);
    const { heads } = this;
    const features = (shape: tf.Shape) => shape[shape.length - 1];
    const output = this.outputFeatures(query);
    const perHead = [heads.query.count, heads.value.features];
    const shapes: Record<Projection, [kernel: tf.Shape, bias: tf.Shape]> = {
      query: projection(features(query), heads.query),
      key: projection(features(key), heads.key),
      gate: [[features(query), ...perHead], perHead],
      value: projection(features(value), heads.value),
      attention_output: [[...perHead, ...output], output],
    };
    for (const each of PROJECTIONS) {
      if (each === 'gate' && this.args.useGate !== true) continue;
      this.addOwnWeight(`${each}/kernel`, shapes[each][0]);
      if (this.args.useBias === true) this.addOwnWeight(`${each}/bias`, shapes[each][1]);
    }
    this.built = true;
  }

  private project(x: tf.Tensor, name: Projection, axes = 1): tf.Tensor {
    const kernel = this.ownWeight(`${name}/kernel`).read();
    const [inner, outer] = [kernel.shape.slice(0, axes), kernel.shape.slice(axes)];
    const [rows, columns] = [inner, outer].map(tf.util.sizeFromShape);
    const product = tf.matMul(
      tf.reshape(x, [x.size / rows, rows]),
      tf.reshape(kernel, [rows, columns]),
    );
    const y = tf.reshape(product, [...x.shape.slice(0, x.rank - axes), ...outer]);
    return this.args.useBias === true ? tf.add(y, this.ownWeight(`${name}/bias`).read()) : y;
  }

  protected override attend(
    inputs: Attended<tf.Tensor>,
    masks: Partial<Attended<tf.Tensor>>,
    attentionMask: tf.Tensor | undefined,
    isTraining: boolean,
  ) {
    const { heads } = this;
    const axes = this.axesFor(inputs.query.rank);
    const order = headsFirst(inputs.query.rank, axes);
    const inHeads = (name: 'query' | 'key' | 'value') => {
      const projected = this.project(inputs[name], name);
      return flatPositions(
        tf.transpose(repeated(projected, heads.query.count), order),
        axes.length,
      );
    };
    const query = tf.mul(inHeads('query'), 1 / Math.sqrt(heads.query.features));
    const lengths = ({ shape }: tf.Tensor) => axes.map((axis) => shape[axis]);
    const [positions, keys] = [lengths(inputs.query), lengths(inputs.key)];
    const products = tf.matMul(query, inHeads('key'), false, true);
    const mask = this.maskFor(inputs, masks, attentionMask);
    const scores = maskedSoftmax(
      products,
      mask && fitted(mask, products.rank, positions, keys),
      this.args.maskedScores as MaskedScores,
    );
    const read = tf.matMul(this.dropped(scores, isTraining), inHeads('value'));
    const batches = read.shape.slice(0, -2);
    const inOrder = tf.transpose(
      tf.reshape(read, [...batches, ...positions, heads.value.features]),
      tf.backend_util.getUndoAxesPermutation(order),
    );
    const gated =
      this.args.useGate === true
        ? tf.mul(inOrder, tf.sigmoid(this.project(inputs.query, 'gate')))
        : inOrder;
    return {
      output: this.project(gated, 'attention_output', 2),
      scores: tf.reshape(scores, [...batches, ...positions, ...keys]),
    };
  }

  private maskFor(
    { query, key }: Attended<tf.Tensor>,
    masks: Partial<Attended<tf.Tensor>>,
    attentionMask: tf.Tensor | undefined,
  ): tf.Tensor | undefined {
    const [positions, keys] = [query.shape[1] as number, key.shape[1] as number];
    const { slidingWindow } = this.args;
    return mergedMasks([
      masks.query && maskAlong('queries', masks.query),
      masks.value && maskAlong('keys', masks.value),
      masks.key && maskAlong('keys', masks.key),
      this.isCausal ? causalMask(positions, keys) : undefined,
      slidingWindow === null ? undefined : windowMask(positions, keys, slidingWindow as number),
      attentionMask && asBool(attentionMask),
    ]);
  }

  protected override shapesOf({ query, key }: Attended<tf.Shape>) {
    const axes = this.axesFor(query.length);
    const others = query.slice(1, -1).filter((_, i) => !axes.includes(i + 1));
    const lengths = (shape: tf.Shape) => axes.map((axis) => shape[axis]);
    return {
      output: [...query.slice(0, -1), ...this.outputFeatures(query)],
      scores: [query[0], ...others, this.heads.query.count, ...lengths(query), ...lengths(key)],
    };
  }
}

function projection(features: number | null, heads: Heads): [tf.Shape, tf.Shape] {
  const perHead = [heads.count, heads.features];
  return [[features, ...perHead], perHead];
}

/** Repeats each head for each of its queries: [batch, …, heads, features]. */
function repeated(x: tf.Tensor, count: number): tf.Tensor {
  const heads = x.shape[x.rank - 2];
  if (heads === count) return x;
  const [before, features] = [x.shape.slice(0, -2), x.shape[x.rank - 1]];
  const rows = tf.util.sizeFromShape(before);
  const each = tf.reshape(x, [rows, heads, 1, features]);
  const tiled = tf.tile(each, [1, 1, count / heads, 1]);
  return tf.reshape(tiled, [...before, count, features]);
}

/** The permutation to [batch, others, heads, positions, features] of a projected input. */
function headsFirst(rank: number, axes: readonly number[]): number[] {
  const others = Array.from({ length: rank - 2 }, (_, i) => i + 1).filter(
    (axis) => !axes.includes(axis),
  );
  return [0, ...others, rank - 1, ...axes, rank];
}

/** Flattens the positions to one axis. */
function flatPositions(x: tf.Tensor, axes: number): tf.Tensor {
  const first = x.rank - 1 - axes;
  const count = tf.util.sizeFromShape(x.shape.slice(first, -1));
  return tf.reshape(x, [...x.shape.slice(0, first), count, x.shape[x.rank - 1]]);
}

/**
 * A mask, [batch, …, positions, keys], with an axis for the heads, and one axis each for the positions and the keys.
 */
function fitted(
  mask: tf.Tensor,
  rank: number,
  positions: readonly number[],
  keys: readonly number[],
): tf.Tensor {
  const behind = positions.length + keys.length;
  const batches = mask.shape.slice(0, -behind);
  const ones = Array.from({ length: rank - 2 - batches.length }, () => 1);
  const full = behind === 2 ? mask : tf.broadcastTo(mask, [...batches, ...positions, ...keys]);
  const [rows, columns] =
    behind === 2
      ? mask.shape.slice(-2)
      : [positions, keys].map((each) => tf.util.sizeFromShape([...each]));
  return tf.reshape(full, [...batches, ...ones, rows, columns]);
}

/** The arguments of multi-head layers. */
type HeadsArgs = AttentionCallArgs & {
  /** Whether the projections add a bias. Default true. */
  useBias?: boolean;
  /** Whether the attention output is multiplied by the sigmoid of a projection of the query. Default false. */
  useGate?: boolean;
  /** The maximal distance of a position that can be attended to, or null for any. Default null. */
  slidingWindow?: number | null;
  /** How masked scores are treated, which differs between versions of Keras. Default `'replaced'`. */
  maskedScores?: MaskedScores;
};

/** The arguments of a {@link MultiHeadAttention} layer. */
export type MultiHeadAttentionArgs = Arguments<
  HeadsArgs & {
    /** The number of heads. Required. */
    numHeads?: number;
    /** The number of features of each head in queries and keys. Required. */
    keyDim?: number;
    /** The number of features of each head in values. Default `keyDim`. */
    valueDim?: number | null;
    /** The shape of the output features. Default: that of the query. */
    outputShape?: number | number[] | null;
    /** The axes of the positions, where the batch is axis 0. Default: all but the first and the last. */
    attentionAxes?: number | number[] | null;
  }
>;

/**
 * Multi-head attention. The input is a list of query, value and, if it differs from the value, key. A mask can
 * follow, `tensors: ['query', 'value', 'attentionMask']`. Masks that the inputs carry are used too.
 *
 * The weights are `query`, `key` and `value`, each with a kernel [features, heads, features of a head] and a bias,
 * and `attention_output`.
 *
 * Source: Vaswani et al. 2017; `keras.layers.MultiHeadAttention`.
 */
export class MultiHeadAttention extends ManyHeads {
  static override className = 'MultiHeadAttention';
  static override readonly inKeras: LayerClass = { ...IN_KERAS, takesMasks: true };

  protected override readonly heads: Record<'query' | 'key' | 'value', Heads>;

  constructor(args: MultiHeadAttentionArgs) {
    const optional = { valueDim: null, outputShape: null, attentionAxes: null };
    super(args, { numHeads: null, keyDim: null, ...optional });
    const count = this.positiveInteger('numHeads', TypeError);
    const key = { count, features: this.positiveInteger('keyDim', TypeError) };
    const value =
      this.args.valueDim === null
        ? key
        : { count, features: this.positiveInteger('valueDim', TypeError) };
    this.heads = { query: key, key, value };
  }

  protected override outputFeatures(query: tf.Shape): tf.Shape {
    const { outputShape } = this.args;
    return outputShape === null ? query.slice(-1) : ([outputShape].flat() as tf.Shape);
  }

  protected override axesFor(rank: number): readonly number[] {
    const { attentionAxes } = this.args;
    if (attentionAxes === null) return super.axesFor(rank);
    return ([attentionAxes].flat() as number[]).map((axis) => (axis < 0 ? rank + axis : axis));
  }
}

/** The arguments of a {@link GroupQueryAttention} layer. */
export type GroupQueryAttentionArgs = Arguments<
  HeadsArgs & {
    /** The number of features of each head. Required. */
    headDim?: number;
    /** The number of query heads. Required. */
    numQueryHeads?: number;
    /** The number of key and value heads, a divisor of the number of query heads. Required. */
    numKeyValueHeads?: number;
  }
>;

/**
 * {@link MultiHeadAttention} with fewer heads for keys and values, each of which is shared by several query heads.
 *
 * Source: Ainslie et al. 2023; `keras.layers.GroupQueryAttention`.
 */
export class GroupQueryAttention extends ManyHeads {
  static override className = 'GroupQueryAttention';
  static override readonly inKeras: LayerClass = {
    ...IN_KERAS,
    pythonName: 'GroupedQueryAttention',
  };

  protected override readonly heads: Record<'query' | 'key' | 'value', Heads>;

  constructor(args: GroupQueryAttentionArgs) {
    super(args, { headDim: null, numQueryHeads: null, numKeyValueHeads: null });
    const features = this.positiveInteger('headDim', TypeError);
    const [query, key] = ['numQueryHeads', 'numKeyValueHeads'].map((argument) => ({
      count: this.positiveInteger(argument, TypeError),
      features,
    }));
    if (query.count % key.count !== 0) {
      throw this.wrong('numQueryHeads', `must be a multiple of ${key.count}`, TypeError);
    }
    this.heads = { query, key, value: key };
  }

  protected override outputFeatures(query: tf.Shape): tf.Shape {
    return query.slice(-1);
  }
}
