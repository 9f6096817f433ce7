import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import { encoded, encodedShape, type Mode } from './categories.js';
import { KerasLayer } from './keras_layer.js';

const MODES: readonly Mode[] = ['oneHot', 'multiHot', 'count'];

/** The arguments of a {@link CategoryEncoding} layer. */
export type CategoryEncodingArgs = Arguments<{
  /** The number of categories. Required. */
  numTokens?: number;
  /**
   * `'oneHot'` encodes each category separately, `'multiHot'` marks the categories that occur along the last axis,
   * and `'count'` counts them. Default `'multiHot'`.
   */
  outputMode?: Exclude<Mode, 'int'>;
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
  private readonly mode: Mode;

  constructor(args: CategoryEncodingArgs) {
    super(args, { numTokens: null, outputMode: 'multiHot', sparse: false });
    const { outputMode, sparse } = this.args;
    this.numTokens = this.positiveInteger('numTokens');
    this.mode = outputMode as Mode;
    if (!MODES.includes(this.mode)) {
      throw this.wrong('outputMode', `must be one of ${MODES.join(', ')}`);
    }
    if (sparse) throw this.wrong('sparse', 'must be false');
  }

  protected override shapeOf([shape]: readonly tf.Shape[]): tf.Shape {
    if (this.mode !== 'oneHot' && shape.length > 2) {
      throw new Error(
        `The input of ${this.owner} must have at most 2 axes if outputMode is not 'oneHot'. ` +
          `Received: an input of shape ${show(shape)}`,
      );
    }
    return encodedShape(shape, this.mode, this.numTokens);
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    return encoded(x, this.mode, this.numTokens);
  }
}
