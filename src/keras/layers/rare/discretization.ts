import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../../layers/arguments.js';
import { asFloats, asNumbers } from '../as_numbers.js';
import { encoded, encodedShape, type Mode, readMode } from '../categories.js';
import { KerasLayer } from '../keras_layer.js';

/** The arguments of a {@link Discretization} layer. */
export type DiscretizationArgs = Arguments<{
  /** The increasing boundaries between the bins. Required. */
  binBoundaries?: number[];
  /** The number of bins for which Keras computed the boundaries; not used. */
  numBins?: number | null;
  /** The precision with which Keras computed the boundaries; not used. */
  epsilon?: number;
  /** `'int'` for the index of the bin, or how the index is encoded as by a `CategoryEncoding`. Default `'int'`. */
  outputMode?: Mode;
}>;

/**
 * The bin of each number: the number of boundaries that do not exceed it.
 *
 * Source: `keras.layers.Discretization`.
 *
 * @throws When created: the boundaries are missing, or the mode is unknown.
 */
export class Discretization extends KerasLayer {
  static override className = 'Discretization';

  private readonly boundaries: readonly number[];
  private readonly mode: Mode;

  constructor(args: DiscretizationArgs) {
    const defaults = { binBoundaries: null, numBins: null, epsilon: 0.01 };
    super(args, { ...defaults, outputMode: 'int', sparse: false });
    const { binBoundaries, outputMode, sparse } = this.args;
    if (!Array.isArray(binBoundaries) || !binBoundaries.every(Number.isFinite)) {
      throw this.wrong(
        'binBoundaries',
        'must be a list of numbers, which adapt() of Keras computes',
      );
    }
    if (sparse) throw this.wrong('sparse', 'must be false');
    this.boundaries = binBoundaries as number[];
    this.mode = readMode(this.owner, outputMode);
  }

  protected override shapeOf([shape]: readonly tf.Shape[]): tf.Shape {
    return encodedShape(shape, this.mode, this.boundaries.length + 1);
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    const each = tf.expandDims(asFloats(x), -1);
    const bins = tf.sum(asNumbers(tf.greaterEqual(each, tf.tensor1d([...this.boundaries]))), -1);
    return encoded(bins, this.mode, this.boundaries.length + 1);
  }
}
