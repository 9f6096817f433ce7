import type * as tf from '@tensorflow/tfjs';
import { crelu } from '../activations/grouped.js';
import type { Arguments } from './arguments.js';
import { AxisLayer } from './axis_layer.js';

/**
 * The axis of a {@link CReLU} layer, and the arguments of every layer.
 *
 * @interface
 */
export type CReLUArgs = Arguments<{
  /** The axis whose length is doubled. Default -1, the last. */
  axis?: number;
}>;

/**
 * Concatenated rectifier: the positive part followed by the negative part along an axis. Takes inputs of rank 1 or
 * more; the axis is twice as long in the output.
 *
 * Source: Shang et al. 2016; `tf.nn.crelu`.
 *
 * @throws When created: `axis` is not an integer. When built: it is out of range.
 */
export class CReLU extends AxisLayer {
  static override className = 'CReLU';

  constructor(args?: CReLUArgs) {
    super(args, {});
  }

  protected override lengthOf(shape: readonly (number | null)[], axis: number): number {
    return 2 * (shape[axis] as number);
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return crelu(x, this.axisFor(x.rank));
  }
}
