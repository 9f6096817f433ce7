import * as tf from '@tensorflow/tfjs';
import { show } from '../../../arguments/show.js';
import type { Arguments } from '../../../layers/arguments.js';
import { asFloats, asNumbers } from '../as_numbers.js';
import { encoded, encodedShape, type Mode, readMode } from '../categories.js';
import { type Config, KerasLayer } from '../keras_layer.js';

/** The arguments of an {@link IntegerLookup} layer. */
export type IntegerLookupArgs = Arguments<{
  /** The integers that have an index of their own. Required. */
  vocabulary?: number[];
  /** The number of indices for other integers, which are distributed by the remainder. Default 1. */
  numOovIndices?: number;
  /** An integer with the index 0, or none. Default `null`. */
  maskToken?: number | null;
  /** What stands for other integers in the vocabulary. Default -1. */
  oovToken?: number;
  /** The number of indices, if `padToMaxTokens`. Default `null`. */
  maxTokens?: number | null;
  /** `'int'` for the index, or how the index is encoded as by a `CategoryEncoding`. Default `'int'`. */
  outputMode?: Mode;
  /** Whether an encoded index has `maxTokens` places. Default false. */
  padToMaxTokens?: boolean;
}>;

/** What only has its default. */
const OTHERS: Readonly<Config> = {
  ...{ invert: false, sparse: false, idfWeights: null, oovMethod: 'floormod', salt: null },
  ...{ vocabularyDtype: 'int64', vocabularySize: null, hasInputVocabulary: null },
};
/** Those of them that would change the output. */
const DEFAULTS = ['invert', 'sparse', 'idfWeights', 'oovMethod', 'salt'];

/** Integers beyond are not exact on all backends. */
const LARGEST = 2 ** 24;

/**
 * The index of each integer in a vocabulary, after those for the mask and for unknown integers.
 *
 * Source: `keras.layers.IntegerLookup`.
 *
 * @throws When created: the vocabulary is missing, as in a file of a layer that was adapted to data, or an argument is
 *   not supported.
 */
export class IntegerLookup extends KerasLayer {
  static override className = 'IntegerLookup';

  private readonly mode: Mode;
  private readonly tokens: readonly number[];
  private readonly unknown: number;
  private readonly mask: number | null;

  constructor(args: IntegerLookupArgs) {
    const own = { vocabulary: null, numOovIndices: 1, maskToken: null, oovToken: -1 };
    super(args, { ...own, maxTokens: null, outputMode: 'int', padToMaxTokens: false, ...OTHERS });
    const { vocabulary, maskToken, oovToken, outputMode } = this.args;
    for (const key of DEFAULTS) {
      if (this.args[key] !== OTHERS[key]) throw this.wrong(key, `must be ${show(OTHERS[key])}`);
    }
    const isExact = (each: unknown) => Number.isInteger(each) && Math.abs(Number(each)) < LARGEST;
    if (!Array.isArray(vocabulary) || !vocabulary.every(isExact)) {
      throw this.wrong(
        'vocabulary',
        'must be a list of integers below 2 ** 24, which adapt() of Keras does not save',
      );
    }
    this.unknown = this.positiveInteger('numOovIndices');
    this.mode = readMode(this.owner, outputMode);
    this.mask = maskToken === null ? null : Number(maskToken);
    const special = [
      ...Array(this.start - this.unknown).fill(maskToken),
      ...Array(this.unknown).fill(oovToken),
    ];
    const hasSpecial = special.every((token, i) => token === vocabulary[i]);
    this.tokens = (hasSpecial ? vocabulary.slice(special.length) : vocabulary) as number[];
  }

  /** The index of the first integer of the vocabulary. */
  private get start(): number {
    return this.unknown + Number(this.mask !== null && this.mode === 'int');
  }

  private get count(): number {
    const { maxTokens, padToMaxTokens } = this.args;
    return padToMaxTokens ? Number(maxTokens) : this.start + this.tokens.length;
  }

  protected override shapeOf([shape]: readonly tf.Shape[]): tf.Shape {
    return encodedShape(shape, this.mode, this.count);
  }

  protected override compute([input]: tf.Tensor[]): tf.Tensor {
    const x = asFloats(input);
    const isToken = asNumbers(tf.equal(tf.expandDims(x, -1), tf.tensor1d([...this.tokens])));
    const indices = tf.range(this.start, this.start + this.tokens.length);
    const known = tf.sum(tf.mul(isToken, indices), -1);
    const first = this.start - this.unknown;
    const remainder = tf.sub(x, tf.mul(tf.floor(tf.div(x, this.unknown)), this.unknown));
    const others = tf.mul(tf.sub(1, tf.sum(isToken, -1)), tf.add(remainder, first));
    const index = tf.add(known, others);
    if (this.mask === null) return encoded(index, this.mode, this.count);
    // The index of the mask, or none.
    const masked = asNumbers(tf.equal(x, this.mask));
    const ofMask = this.mode === 'int' ? 0 : -1;
    const kept = tf.add(tf.mul(index, tf.sub(1, masked)), tf.mul(masked, ofMask));
    return encoded(kept, this.mode, this.count);
  }
}
