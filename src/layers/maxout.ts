import type * as tf from '@tensorflow/tfjs';
import { checkUnits, elementsOfUnit, maxout } from '../activations/grouped.js';
import type { Arguments } from './arguments.js';
import { AxisLayer } from './axis_layer.js';

/** The units and the axis of a {@link Maxout} layer, and what every layer takes. */
export type MaxoutArgs = Arguments<{
  /** How many elements of the axis are left. */
  numUnits?: number;
  /** The axis. Default -1, the last. */
  axis?: number;
}> &
  (
    | {
        /** It must be given. */
        numUnits: number;
      }
    | {
        /** As Keras writes it. */
        num_units: number;
      }
  );

/**
 * Maxout: of the elements of an axis that are `numUnits` apart, the largest. Of any shape of rank 1 or more; the
 * axis is `numUnits` long in the output. A NaN makes its unit NaN, and the gradients of the unit's elements; of equal
 * elements the first has the gradient.
 *
 * Source: Goodfellow et al. 2013; `tfa.layers.Maxout`.
 *
 * @throws When made: `numUnits` is not a positive integer, or `axis` not an integer. When built: the axis is out
 *   of range, or its length 0 or no multiple of `numUnits`.
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

  /** The units, the axis, and what every layer has. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), numUnits: this.numUnits };
  }
}
