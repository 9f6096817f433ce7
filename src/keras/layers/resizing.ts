import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Arguments } from '../../layers/arguments.js';
import { alongAxis, sliceAlong } from './along_axis.js';
import { asFloats } from './as_numbers.js';
import { INTERPOLATIONS, type Interpolation } from './interpolation.js';
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
    this.lengths = [this.positiveInteger('height'), this.positiveInteger('width')];
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
    /** How values between pixels are computed. Default `'bilinear'`. */
    interpolation?: Interpolation;
    /** Whether an image is first cropped to the aspect ratio of the output. Default false. */
    cropToAspectRatio?: boolean;
    /** Whether an image is first padded to the aspect ratio of the output. Default false. */
    padToAspectRatio?: boolean;
    /** The value of added pixels. Default 0. */
    fillValue?: number;
    /** Whether pixels that become smaller are averaged. Default false. */
    antialias?: boolean;
  }>;

/**
 * Resizes images, [batch, height, width, channels].
 *
 * Source: `keras.layers.Resizing`.
 *
 * @throws When created: the interpolation is unknown, or images are to be both cropped and padded.
 */
export class Resizing extends Sized {
  static override className = 'Keras>Resizing';

  constructor(args: ResizingArgs) {
    const others = { cropToAspectRatio: false, padToAspectRatio: false, antialias: false };
    super(args, { ...others, interpolation: 'bilinear', fillMode: 'constant', fillValue: 0 });
    const { interpolation, fillMode, cropToAspectRatio, padToAspectRatio } = this.args;
    checkInterpolation(this.owner, interpolation);
    if (fillMode !== 'constant' || (cropToAspectRatio && padToAspectRatio)) {
      throw new Error(
        `The fillMode of ${this.owner} must be 'constant', and only one of cropToAspectRatio and padToAspectRatio can be ` +
          `true. Received: fillMode=${show(fillMode)}`,
      );
    }
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    const { interpolation, antialias } = this.args;
    return this.lengths.reduce(
      (y, length, axis) =>
        resizeAlong(y, axis + 1, length, interpolation as Interpolation, antialias === true),
      this.inAspectRatio(asFloats(x)),
    );
  }

  /** Cropped or padded at both ends of an axis, if images are to keep their aspect ratio. */
  private inAspectRatio(x: tf.Tensor): tf.Tensor {
    const { cropToAspectRatio, padToAspectRatio, fillValue } = this.args;
    const space = [x.shape[1] as number, x.shape[2] as number];
    const wanted = space.map((_, axis) => {
      const other = Math.fround(space[1 - axis] * this.lengths[axis]);
      return Math.floor(Math.fround(other / this.lengths[1 - axis]));
    });
    if (cropToAspectRatio) {
      return space.reduce((y, length, axis) => {
        const count = Math.max(Math.min(length, wanted[axis]), 1);
        return sliceAlong(y, axis + 1, (length - count) >> 1, count);
      }, x);
    }
    if (!padToAspectRatio) return x;
    return space.reduce((y, length, axis) => {
      const added = Math.max(wanted[axis] - length, 0) >> 1;
      if (added === 0) return y;
      const ends: [number, number][] = [
        [0, 0],
        [added, added],
        [0, 0],
      ];
      return alongAxis(y, axis + 1, (flat) => tf.pad(flat, ends, Number(fillValue)));
    }, x);
  }
}

/** @throws When the interpolation is unknown. */
export function checkInterpolation(owner: string, value: unknown): void {
  if (INTERPOLATIONS.includes(String(value))) return;
  throw new Error(
    `The interpolation of ${owner} must be one of ${INTERPOLATIONS.join(', ')}. Received: interpolation=${show(value)}`,
  );
}
