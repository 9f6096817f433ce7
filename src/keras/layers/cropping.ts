import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import { type Ends, padSpace } from './along_axis.js';
import type { Config } from './keras_layer.js';
import { pairForEach } from './lengths.js';
import { SpatialLayer } from './spatial_layer.js';

/** Without elements before and behind each axis of space; `cropping` is a number for all, or one or two for each. */
export abstract class Cropping extends SpatialLayer {
  private readonly cropping: readonly Ends[];

  constructor(axes: number, args?: object) {
    super(axes, args, { cropping: 1 });
    this.cropping = pairForEach(this.owner, 'cropping', this.args.cropping, axes);
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return padSpace(
      x,
      this.cropping.map(([before, behind]): Ends => [-before, -behind]),
    );
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    return [...space.map((length, axis) => this.lengthOf(length, axis)), channels];
  }

  private lengthOf(length: number | null, axis: number): number | null {
    const [before, behind] = this.cropping[axis];
    if (length === null) return null;
    if (before + behind < length) return length - before - behind;
    throw new RangeError(
      `The cropping of ${this.owner} must leave at least one element along each axis. Received: ` +
        `cropping=${show(this.args.cropping)} for ${length} elements`,
    );
  }
}

/** How much a {@link Cropping1D} layer leaves out, and what every layer takes. */
export type Cropping1DArgs = Arguments<{
  /** A number of steps for both ends, or one for each. Default 1. */
  cropping?: number | [number, number];
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * A sequence, [batch, steps, channels], without steps at its ends.
 *
 * Source: `keras.layers.Cropping1D`.
 */
export class Cropping1D extends Cropping {
  static override className = 'Cropping1D';

  constructor(args?: Cropping1DArgs) {
    super(1, args);
  }
}

/** How much a {@link Cropping3D} layer leaves out, and what every layer takes. */
export type Cropping3DArgs = Arguments<{
  /** A number for all ends, or for each of the three axes one, or one for each end. Default 1. */
  cropping?: number | (number | [number, number])[];
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Volumes, [batch, depth, height, width, channels], without their margins.
 *
 * Source: `keras.layers.Cropping3D`.
 */
export class Cropping3D extends Cropping {
  static override className = 'Cropping3D';

  constructor(args?: Cropping3DArgs) {
    super(3, args);
  }
}
