import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import type { Config } from './keras_layer.js';
import { resizeAlong } from './resampling.js';
import { SpatialLayer } from './spatial_layer.js';

/** The arguments of a {@link CenterCrop} layer. */
export type CenterCropArgs = Arguments<{
  /** The height of the output. Required. */
  height?: number;
  /** The width of the output. Required. */
  width?: number;
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** A layer that returns images of a given height and width. */
export abstract class Sized extends SpatialLayer {
  protected readonly lengths: readonly [height: number, width: number];

  constructor(args: object, defaults: Config = {}) {
    super(2, args, { ...defaults, height: null, width: null });
    const { height, width } = this.args;
    for (const [key, value] of Object.entries({ height, width })) {
      if (Number.isInteger(value) && Number(value) > 0) continue;
      throw new Error(
        `The ${key} of ${this.owner} must be a positive integer. Received: ${key}=${show(value)}`,
      );
    }
    this.lengths = [Number(height), Number(width)];
  }

  protected override lengthsOf(_space: tf.Shape, channels: number | null): tf.Shape {
    return [...this.lengths, channels];
  }
}

/**
 * Crops the center of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.CenterCrop`.
 *
 * @throws When called: an image is smaller than the output, which Keras would enlarge.
 */
export class CenterCrop extends Sized {
  static override className = 'Keras>CenterCrop';

  constructor(args: CenterCropArgs) {
    super(args);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    for (const [axis, length] of space.entries()) this.startOf(length, axis);
    return super.lengthsOf(space, channels);
  }

  /** The start of the output along an axis. */
  private startOf(length: number | null, axis: number): number {
    const rest = (length ?? this.lengths[axis]) - this.lengths[axis];
    if (rest >= 0) return Math.floor(rest / 2);
    throw new RangeError(
      `The images of ${this.owner} must not be smaller than ${show(this.lengths)}. Received: ${show(length)}`,
    );
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    const [batch, height, width, channels] = x.shape;
    const begin = [0, this.startOf(height, 0), this.startOf(width, 1), 0];
    return tf.slice(x, begin, [batch, ...this.lengths, channels]);
  }
}

/** The arguments of a {@link Resizing} layer. */
export type ResizingArgs = CenterCropArgs &
  Arguments<{
    /** How values between pixels are computed: the nearest pixel, or linear interpolation. Default `'bilinear'`. */
    interpolation?: 'nearest' | 'bilinear';
  }>;

/**
 * Resizes images, [batch, height, width, channels], by scaling each axis.
 *
 * Source: `keras.layers.Resizing`.
 *
 * @throws When created: the interpolation is not supported, or the aspect ratio should be preserved.
 */
export class Resizing extends Sized {
  static override className = 'Keras>Resizing';

  constructor(args: ResizingArgs) {
    const others = { cropToAspectRatio: false, padToAspectRatio: false, antialias: false };
    super(args, { ...others, interpolation: 'bilinear', fillMode: 'constant', fillValue: 0 });
    const { interpolation } = this.args;
    if (interpolation !== 'nearest' && interpolation !== 'bilinear') {
      throw new Error(
        `The interpolation of ${this.owner} must be 'nearest' or 'bilinear'. Received: interpolation=${show(interpolation)}`,
      );
    }
    for (const key of Object.keys(others)) {
      if (this.args[key] === false) continue;
      throw new Error(
        `The ${key} of ${this.owner} must be false. Received: ${key}=${show(this.args[key])}`,
      );
    }
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    const isBilinear = this.args.interpolation === 'bilinear';
    return this.lengths.reduce(
      (y, length, axis) => resizeAlong(y, axis + 1, length, isBilinear),
      tf.cast(x, 'float32') as tf.Tensor,
    );
  }
}
