import type * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import type { Interpolation } from './interpolation.js';
import type { Config } from './keras_layer.js';
import { oneForEach } from './lengths.js';
import { interpolateAlong, repeatAlong, resizeAlong } from './resampling.js';
import { checkInterpolation } from './resizing.js';
import { SpatialLayer } from './spatial_layer.js';

/** Lengthens each spatial axis by the factor `size`. */
export abstract class UpSampling extends SpatialLayer {
  private readonly sizes: readonly number[];

  constructor(axes: number, args?: object, defaults: Config = {}) {
    super(axes, args, { ...defaults, size: 2 });
    this.sizes = oneForEach(this.owner, 'size', this.args.size, axes);
  }

  /** Lengthens an axis by the factor `size`. */
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

/** The arguments of an {@link UpSampling1D} layer. */
export type UpSampling1DArgs = Arguments<{
  /** The number of repetitions. Default 2. */
  size?: number;
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Repeats each step of a sequence, [batch, steps, channels].
 *
 * Source: `keras.layers.UpSampling1D`.
 */
export class UpSampling1D extends UpSampling {
  static override className = 'UpSampling1D';
  static override readonly inKeras: LayerClass = { mask: 'may do nothing' };

  constructor(args?: UpSampling1DArgs) {
    super(1, args);
  }
}

/** The arguments of an {@link UpSampling3D} layer. */
export type UpSampling3DArgs = Arguments<{
  /** A factor for all axes, or one for each of the three. Default 2. */
  size?: number | [number, number, number];
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Repeats each element of volumes, [batch, depth, height, width, channels], along each axis.
 *
 * Source: `keras.layers.UpSampling3D`.
 */
export class UpSampling3D extends UpSampling {
  static override className = 'UpSampling3D';

  constructor(args?: UpSampling3DArgs) {
    super(3, args);
  }
}

/** The arguments of an {@link UpSampling2D} layer. */
export type UpSampling2DArgs = Arguments<{
  /** A factor for both axes, or one for each. Default 2. */
  size?: number | [number, number];
  /** How values between pixels are computed. Default `'nearest'`. */
  interpolation?: Interpolation;
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/**
 * Enlarges images, [batch, height, width, channels]. `'bilinear'` treats pixels as squares, as Keras does, and
 * interpolates between their centers; `tf.layers.upSampling2d` interpolates between their corners.
 *
 * Source: `keras.layers.UpSampling2D`.
 *
 * @throws When created: the interpolation is unknown.
 */
export class UpSampling2D extends UpSampling {
  static override className = 'Keras>UpSampling2D';

  constructor(args?: UpSampling2DArgs) {
    super(2, args, { interpolation: 'nearest' });
    checkInterpolation(this.owner, this.args.interpolation);
  }

  protected override lengthen(x: tf.Tensor, axis: number, size: number): tf.Tensor {
    const interpolation = this.args.interpolation as Interpolation;
    if (interpolation === 'nearest') return repeatAlong(x, axis, size);
    if (interpolation === 'bilinear') return interpolateAlong(x, axis, size);
    return resizeAlong(x, axis, x.shape[axis] * size, interpolation);
  }
}
