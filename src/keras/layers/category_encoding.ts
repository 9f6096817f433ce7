import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import { asNumbers } from './as_numbers.js';
import { KerasLayer } from './keras_layer.js';

const MODES = ['oneHot', 'multiHot', 'count'] as const;

/** The arguments of a {@link CategoryEncoding} layer. */
export type CategoryEncodingArgs = Arguments<{
  /** The number of categories. Required. */
  numTokens?: number;
  /**
   * `'oneHot'` encodes each category separately, `'multiHot'` marks the categories that occur along the last axis,
   * and `'count'` counts them. Default `'multiHot'`.
   */
  outputMode?: (typeof MODES)[number];
}>;

/**
 * Encodes integer categories as vectors of zeros and ones, or of counts.
 *
 * Source: `keras.layers.CategoryEncoding`.
 *
 * @throws When created: `numTokens` is not a positive integer, or the mode is unknown.
 */
export class CategoryEncoding extends KerasLayer {
  static override className = 'Keras>CategoryEncoding';

  private readonly numTokens: number;

  constructor(args: CategoryEncodingArgs) {
    super(args, { numTokens: null, outputMode: 'multiHot', sparse: false });
    const { outputMode, sparse } = this.args;
    this.numTokens = this.positiveInteger('numTokens');
    if (!MODES.includes(outputMode as (typeof MODES)[number])) {
      throw this.wrong('outputMode', `must be one of ${MODES.join(', ')}`);
    }
    if (sparse) throw this.wrong('sparse', 'must be false');
  }

  /** Whether each category of the last axis gets its own vector. */
  private isExpanded(lengths: readonly (number | null)[]): boolean {
    return this.args.outputMode === 'oneHot' && lengths.at(-1) !== 1;
  }

  protected override shapeOf([shape]: readonly tf.Shape[]): tf.Shape {
    if (this.args.outputMode !== 'oneHot' && shape.length > 2) {
      throw new Error(
        `The input of ${this.owner} must have at most 2 axes if outputMode is not 'oneHot'. ` +
          `Received: an input of shape ${show(shape)}`,
      );
    }
    return [...(this.isExpanded(shape) ? shape : shape.slice(0, -1)), this.numTokens];
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    // Compares with all categories, as Keras does, so that an unknown category becomes zeros.
    const categories = tf.range(0, this.numTokens);
    const each = asNumbers(tf.equal(tf.expandDims(tf.cast(x, 'float32'), -1), categories));
    if (this.isExpanded(x.shape)) return each;
    return this.args.outputMode === 'count' ? tf.sum(each, -2) : tf.max(each, -2);
  }
}
