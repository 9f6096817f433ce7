import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import type { Config } from './keras_layer.js';
import { resizeAlong } from './resampling.js';
import { SpatialLayer } from './spatial_layer.js';

/** What a {@link CenterCrop} layer takes. */
export type CenterCropArgs = Arguments<{
  /** The height of the output. It must be given. */
  height?: number;
  /** The width of the output. It must be given. */
  width?: number;
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** Images of a height and a width that are given. */
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
 * The centre of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.CenterCrop`.
 *
 * @throws When called: an image is smaller than the output; Keras enlarges it then.
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

  /** Where the output begins along an axis. */
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

/** What a {@link Resizing} layer takes. */
export type ResizingArgs = CenterCropArgs &
  Arguments<{
    /** Which points lie between the pixels: the nearest one, or those on the line between two. Default `'bilinear'`. */
    interpolation?: 'nearest' | 'bilinear';
  }>;

/**
 * Images, [batch, height, width, channels], in another size. They are stretched or pressed along each axis.
 *
 * Source: `keras.layers.Resizing`.
 *
 * @throws When made: the interpolation is another one, or the image is to keep its proportions.
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
