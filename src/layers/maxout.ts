import type * as tf from '@tensorflow/tfjs';
import { checkUnits, elementsOfUnit, maxout } from '../activations/grouped.js';
import type { Arguments } from './arguments.js';
import { AxisLayer } from './axis_layer.js';

/** The units and the axis of a {@link Maxout} layer, and the arguments of every layer. */
export type MaxoutArgs = Arguments<{
  /** The length of the axis in the output. */
  numUnits?: number;
  /** The axis. Default -1, the last. */
  axis?: number;
}> &
  (
    | {
        /** Required. */
        numUnits: number;
      }
    | {
        /** In Keras's spelling. */
        num_units: number;
      }
  );

/**
 * Maxout: the largest of the elements of an axis that are `numUnits` apart. Takes inputs of rank 1 or more; the axis
 * has length `numUnits` in the output. A NaN makes its unit NaN, and the gradients of the unit's elements; of equal
 * elements, the first receives the gradient.
 *
 * Source: Goodfellow et al. 2013; `tfa.layers.Maxout`.
 *
 * @throws When created: `numUnits` is not a positive integer, or `axis` is not an integer. When built: the axis is
 *   out of range, or its length is 0 or not a multiple of `numUnits`.
 */
export class Maxout extends AxisLayer {
  static override className = 'Maxout';

  private readonly numUnits: number;

  constructor(args: MaxoutArgs) {
    super(args, { numUnits: {} });
    const numUnits = this.given.get('numUnits')?.value;
    checkUnits(this.owner, numUnits);
    this.numUnits = numUnits;
  }

  protected override lengthOf(shape: readonly (number | null)[], axis: number): number {
    elementsOfUnit(this.owner, shape, axis, this.numUnits);
    return this.numUnits;
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return maxout(this.owner, x, this.numUnits, this.axisFor(x.rank));
  }

  /** The units, the axis, and the config of every layer. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), numUnits: this.numUnits };
  }
}
