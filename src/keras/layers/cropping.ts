import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { type Ends, padSpace } from './along_axis.js';
import type { Config } from './keras_layer.js';
import { pairForEach } from './lengths.js';
import { SpatialLayer } from './spatial_layer.js';

/**
 * Removes elements at both ends of each spatial axis; `cropping` is a number for all axes, or one or two numbers for
 * each.
 */
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

/** The arguments of a {@link Cropping1D} layer. */
export type Cropping1DArgs = Arguments<{
  /** A number of steps for both ends, or one for each end. Default 1. */
  cropping?: number | [number, number];
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Removes steps at the ends of a sequence, [batch, steps, channels].
 *
 * Source: `keras.layers.Cropping1D`.
 */
export class Cropping1D extends Cropping {
  static override className = 'Cropping1D';
  static override readonly inKeras: LayerClass = { mask: 'may do nothing' };

  constructor(args?: Cropping1DArgs) {
    super(1, args);
  }
}

/** The arguments of a {@link Cropping3D} layer. */
export type Cropping3DArgs = Arguments<{
  /** A number for all ends, or for each of the three axes one number or one for each end. Default 1. */
  cropping?: number | (number | [number, number])[];
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Removes the margins of volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.Cropping3D`.
 */
export class Cropping3D extends Cropping {
  static override className = 'Cropping3D';

  constructor(args?: Cropping3DArgs) {
    super(3, args);
  }
}
