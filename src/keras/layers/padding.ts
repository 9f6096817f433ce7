import type * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import { type Ends, padSpace } from './along_axis.js';
import type { Config } from './keras_layer.js';
import { pairForEach } from './lengths.js';
import { SpatialLayer } from './spatial_layer.js';

/** Adds zeros at both ends of each spatial axis; `padding` is a number for all axes, or one or two numbers for each. */
export abstract class ZeroPadding extends SpatialLayer {
  private readonly padding: readonly Ends[];

  constructor(axes: number, args?: object) {
    super(axes, args, { padding: 1 });
    this.padding = pairForEach(this.owner, 'padding', this.args.padding, axes);
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return padSpace(x, this.padding);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    const lengths = space.map((length, axis) => {
      const [before, behind] = this.padding[axis];
      return length === null ? null : before + length + behind;
    });
    return [...lengths, channels];
  }
}

/** The arguments of a {@link ZeroPadding1D} layer. */
export type ZeroPadding1DArgs = Arguments<{
  /** A number for both ends, or one for each end. Default 1. */
  padding?: number | [number, number];
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Adds zeros at the ends of a sequence, [batch, steps, channels].
 *
 * Source: `keras.layers.ZeroPadding1D`.
 */
export class ZeroPadding1D extends ZeroPadding {
  static override className = 'ZeroPadding1D';
  static override readonly inKeras: LayerClass = { mask: 'may do nothing' };

  constructor(args?: ZeroPadding1DArgs) {
    super(1, args);
  }
}

/** The arguments of a {@link ZeroPadding3D} layer. */
export type ZeroPadding3DArgs = Arguments<{
  /** A number for all ends, or for each of the three axes one number or one for each end. Default 1. */
  padding?: number | (number | [number, number])[];
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Adds zeros around volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.ZeroPadding3D`.
 */
export class ZeroPadding3D extends ZeroPadding {
  static override className = 'ZeroPadding3D';

  constructor(args?: ZeroPadding3DArgs) {
    super(3, args);
  }
}
