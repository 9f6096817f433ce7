import type * as tf from '@tensorflow/tfjs';
import { gated, halfOf } from '../activations/gated.js';
import { show } from '../arguments/show.js';
import { gates } from '../catalogue/gated_units.js';
import type { Arguments } from './arguments.js';
import { AxisLayer } from './axis_layer.js';

/**
 * The axis and the gate of a {@link GLU} layer, and what every layer takes.
 *
 * @interface
 */
export type GLUArgs = Arguments<{
  /** The axis that is halved. Default -1, the last. */
  axis?: number;
  /**
   * What the second half goes through: `'glu'` the sigmoid, `'bilinear'` nothing, `'reglu'` relu,
   * `'geglu'` gelu, `'swiglu'` silu. Default `'glu'`.
   */
  variant?: keyof typeof gates;
}>;

/**
 * Gated linear unit: the first half of the input along an axis times the sigmoid of the second, or times what
 * a variant has in its place: `bilinear` the half itself, `reglu` relu, `geglu` gelu, `swiglu` silu of it. Of
 * any shape of rank 1 or more; the axis is half as long in the output.
 *
 * Source: Dauphin et al. 2017; Shazeer 2020; `torch.nn.GLU`.
 *
 * @throws When made: `axis` is not an integer, or `variant` is unknown. When built: the axis is out of range or
 *   has an odd length.
 */
export class GLU extends AxisLayer {
  static override className = 'GLU';

  private readonly variant: keyof typeof gates;

  constructor(args?: GLUArgs) {
    super(args, { variant: {} });
    this.variant = readVariant(this.owner, this.given.get('variant')?.value ?? 'glu');
  }

  protected override lengthOf(shape: readonly (number | null)[], axis: number): number {
    return halfOf(this.owner, shape, axis);
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return gated(this.owner, gates[this.variant], x, this.axisFor(x.rank));
  }

  /** The axis, the variant, and what every layer has. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), variant: this.variant };
  }
}

function readVariant(owner: string, value: unknown): keyof typeof gates {
  if (typeof value === 'string' && Object.hasOwn(gates, value)) return value as keyof typeof gates;
  throw new Error(
    `Unknown variant of ${owner}. Expected one of: ${Object.keys(gates).join(', ')}. ` +
      `Received: variant=${show(value)}`,
  );
}
