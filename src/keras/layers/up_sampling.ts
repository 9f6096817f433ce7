import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import type { Config } from './keras_layer.js';
import { oneForEach } from './lengths.js';
import { interpolateAlong, repeatAlong } from './resampling.js';
import { SpatialLayer } from './spatial_layer.js';

/** Each axis of space as many times longer as `size` says. */
export abstract class UpSampling extends SpatialLayer {
  private readonly sizes: readonly number[];

  constructor(axes: number, args?: object, defaults: Config = {}) {
    super(axes, args, { ...defaults, size: 2 });
    this.sizes = oneForEach(this.owner, 'size', this.args.size, axes);
  }

  /** An axis, `size` times longer. */
  protected lengthen(x: tf.Tensor, axis: number, size: number): tf.Tensor {
    return repeatAlong(x, axis, size);
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return this.sizes.reduce((longer, size, axis) => this.lengthen(longer, axis + 1, size), x);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    const lengths = space.map((length, axis) =>
      length === null ? null : length * this.sizes[axis],
    );
    return [...lengths, channels];
  }
}

/** How often an {@link UpSampling1D} layer repeats each step, and what every layer takes. */
export type UpSampling1DArgs = Arguments<{
  /** How often. Default 2. */
  size?: number;
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Each step of a sequence, [batch, steps, channels], several times.
 *
 * Source: `keras.layers.UpSampling1D`.
 */
export class UpSampling1D extends UpSampling {
  static override className = 'UpSampling1D';

  constructor(args?: UpSampling1DArgs) {
    super(1, args);
  }
}

/** How often an {@link UpSampling3D} layer repeats what is in a volume, and what every layer takes. */
export type UpSampling3DArgs = Arguments<{
  /** A number for all axes, or for each of the three. Default 2. */
  size?: number | [number, number, number];
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Volumes, [batch, depth, height, width, channels], with each element several times.
 *
 * Source: `keras.layers.UpSampling3D`.
 */
export class UpSampling3D extends UpSampling {
  static override className = 'UpSampling3D';

  constructor(args?: UpSampling3DArgs) {
    super(3, args);
  }
}

/** How much larger an {@link UpSampling2D} layer makes an image and how, and what every layer takes. */
export type UpSampling2DArgs = Arguments<{
  /** A number for both axes, or for each. Default 2. */
  size?: number | [number, number];
  /** Which points lie between the pixels: the nearest one, or those on the line between two. Default `'nearest'`. */
  interpolation?: 'nearest' | 'bilinear';
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Larger images, [batch, height, width, channels]. `'bilinear'` takes pixels for squares, as Keras does, and interpolates
 * between their centres; `tf.layers.upSampling2d` interpolates between their corners.
 *
 * Source: `keras.layers.UpSampling2D`.
 *
 * @throws When made: the interpolation is another one.
 */
export class UpSampling2D extends UpSampling {
  static override className = 'Keras>UpSampling2D';

  constructor(args?: UpSampling2DArgs) {
    super(2, args, { interpolation: 'nearest' });
    const { interpolation } = this.args;
    if (interpolation === 'nearest' || interpolation === 'bilinear') return;
    throw new Error(
      `The interpolation of ${this.owner} must be 'nearest' or 'bilinear'. Received: interpolation=${show(interpolation)}`,
    );
  }

  protected override lengthen(x: tf.Tensor, axis: number, size: number): tf.Tensor {
    const isBilinear = this.args.interpolation === 'bilinear';
    return (isBilinear ? interpolateAlong : repeatAlong)(x, axis, size);
  }
}
