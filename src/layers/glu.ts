import type * as tf from '@tensorflow/tfjs';
import { type Gate, gated, halfOf, namesOfGate, readGate } from '../activations/gated.js';
import type { Names } from '../arguments/by_name.js';
import { show } from '../arguments/show.js';
import { type GatedUnit, type GatePlace, gates } from '../catalogue/gated_units.js';
import type { Arguments } from './arguments.js';
import { AxisLayer } from './axis_layer.js';

/**
 * The axis and the gate of a {@link GLU} layer, and the arguments of every layer.
 *
 * @interface
 */
export type GLUArgs = Arguments<{
  /** The axis whose length is halved. Default -1, the last. */
  axis?: number;
  /**
   * The activation of the gate: `'glu'` the sigmoid, `'bilinear'` none, `'reglu'` relu, `'geglu'` gelu, `'swiglu'`
   * silu, `'clampedSwiglu'` a bounded silu. Default `'glu'`.
   */
  variant?: keyof typeof gates;
  /** Which half is the gate; `'interleaved'` means the elements at even positions. Default `'second'`. */
  gate?: GatePlace;
  /** The bound of `clampedSwiglu`; greater than 0. Default 7. */
  limit?: number;
  /** The slope of the sigmoid in `clampedSwiglu`; greater than 0. Default 1.702. */
  alpha?: number;
  /** The number that `clampedSwiglu` adds to the half that is not the gate. Default 1. */
  shift?: number;
}>;

/**
 * Gated linear unit: one half of the input along an axis times an activation of the other half: `glu` the sigmoid,
 * `bilinear` none, `reglu` relu, `geglu` gelu, `swiglu` silu. Takes inputs of rank 1 or more; the axis is half as
 * long in the output.
 *
 * The gate is the second half in PyTorch, Keras and JAX, the first half in the joint matrix of Llama
 * (`gate_up_proj`), and interleaved in gpt-oss.
 *
 * Source: Dauphin et al. 2017; Shazeer 2020; `torch.nn.GLU`.
 *
 * @throws When created: `axis` is not an integer, `variant` or `gate` is unknown, or the variant does not have an
 *   argument. When built: the axis is out of range or has an odd length.
 */
export class GLU extends AxisLayer {
  static override className = 'GLU';

  private readonly variant: keyof typeof gates;
  private readonly unit: GatedUnit;
  private readonly gate: Gate;

  constructor(args?: GLUArgs) {
    super(args, ARGUMENTS);
    this.variant = readVariant(this.owner, this.given.get('variant')?.value ?? 'glu');
    this.unit = gates[this.variant];
    const names = { axis: {}, variant: {}, ...namesOfGate(this.unit) };
    for (const [name, { key, value }] of this.given) {
      if (name in names) continue;
      throw new Error(
        `The variant ${this.variant} of ${this.owner} has no ${name}. Received: ${key}=${show(value)}`,
      );
    }
    this.gate = readGate(this.owner, this.unit, this.given);
  }

  protected override lengthOf(shape: readonly (number | null)[], axis: number): number {
    return halfOf(this.owner, shape, axis);
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return gated(this.owner, this.unit, x, this.axisFor(x.rank), this.gate);
  }

  /** The axis, the variant with its parameters, the position of the gate, and the config of every layer. */
  override getConfig(): tf.serialization.ConfigDict {
    const { place, parameters } = this.gate;
    return { ...super.getConfig(), variant: this.variant, gate: place, ...parameters };
  }
}

const ARGUMENTS: Names = Object.assign({ variant: {} }, ...Object.values(gates).map(namesOfGate));

function readVariant(owner: string, value: unknown): keyof typeof gates {
  if (typeof value === 'string' && Object.hasOwn(gates, value)) return value as keyof typeof gates;
  throw new Error(
    `Unknown variant of ${owner}. Expected one of: ${Object.keys(gates).join(', ')}. ` +
      `Received: variant=${show(value)}`,
  );
}
