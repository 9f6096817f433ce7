import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import { type Affine, type FillMode, type Sampling, sampled } from './affine_sampling.js';
import { Augmentation, type Range } from './augmentation.js';
import type { Config } from './keras_layer.js';

/** A range: its lower and upper bound, or a number for a symmetric range around 0. */
export type Factor = number | [lower: number, upper: number];

/** The arguments of every augmentation. */
export type AugmentationArgs = Arguments<{
  /** With a seed, the layer draws the same random numbers in each run. Default none. */
  seed?: number | null;
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** The arguments of augmentations that move the pixels of an image. */
export type GeometryArgs = AugmentationArgs &
  Arguments<{
    /** How an image continues beyond its edges. Default `'reflect'`. */
    fillMode?: FillMode;
    /** The value beyond the edges with the fill mode `'constant'`. Default 0. */
    fillValue?: number;
    /** How values between pixels are computed. Default `'bilinear'`. */
    interpolation?: Sampling['interpolation'];
  }>;

const FLIPPED_AXES = { horizontal: [2], vertical: [1], horizontalAndVertical: [2, 1] } as const;

/** The arguments of a {@link RandomFlip} layer. */
export type RandomFlipArgs = AugmentationArgs &
  Arguments<{
    /** `'horizontal'`, `'vertical'` or, by default, `'horizontalAndVertical'`. */
    mode?: keyof typeof FLIPPED_AXES;
  }>;

/**
 * In training, flips half of the images: left to right, top to bottom, or each way for half of them.
 *
 * Source: `keras.layers.RandomFlip`.
 */
export class RandomFlip extends Augmentation {
  static override className = 'RandomFlip';

  private readonly flippedAxes: readonly number[];

  constructor(args?: RandomFlipArgs) {
    super(args, { mode: 'horizontalAndVertical' });
    const modes = Object.keys(FLIPPED_AXES) as (keyof typeof FLIPPED_AXES)[];
    this.flippedAxes = FLIPPED_AXES[this.oneOf('mode', modes)];
  }

  protected override augment(images: tf.Tensor): tf.Tensor {
    return this.flippedAxes.reduce(
      (made, axis) =>
        tf.where(tf.less(this.drawn(images, [0, 1]), 0.5), tf.reverse(made, axis), made),
      images,
    );
  }
}

/** An augmentation that moves the pixels of an image. */
abstract class RandomGeometry extends Augmentation {
  private readonly sampling: Sampling;

  constructor(args: object, factors: Config) {
    super(args, { ...factors, fillMode: 'reflect', fillValue: 0, interpolation: 'bilinear' });
    this.sampling = {
      fillMode: this.oneOf('fillMode', ['reflect', 'wrap', 'nearest', 'constant']),
      fillValue: Number(this.args.fillValue),
      interpolation: this.oneOf('interpolation', ['nearest', 'bilinear']),
    };
  }

  /** The map from output pixels to input points. */
  protected abstract affine(images: tf.Tensor, height: number, width: number): Affine;

  protected override augment(images: tf.Tensor): tf.Tensor {
    const [, height, width] = images.shape;
    return sampled(images, this.affine(images, height, width), this.sampling);
  }

  /** A number for each image, of shape [batch, 1, 1]. */
  protected numbers(images: tf.Tensor, range: Range): tf.Tensor {
    return this.drawn(images, range, 3);
  }

  // Other layers do not save the fill mode `'constant'`, which is not their default in all versions.
  override getConfig(): Config {
    const { fillMode, fillValue } = this.args;
    return { ...super.getConfig(), fillMode, fillValue };
  }
}

/** The arguments of a {@link RandomTranslation} layer. */
export type RandomTranslationArgs = GeometryArgs &
  Arguments<{
    /** A fraction of the height; positive is downwards. Required. */
    heightFactor?: Factor;
    /** A fraction of the width; positive is to the right. Required. */
    widthFactor?: Factor;
  }>;

/**
 * In training, moves each image by a random fraction of its height and of its width.
 *
 * Source: `keras.layers.RandomTranslation`.
 */
export class RandomTranslation extends RandomGeometry {
  static override className = 'RandomTranslation';

  private readonly down: Range;
  private readonly right: Range;

  constructor(args: RandomTranslationArgs) {
    super(args, { heightFactor: null, widthFactor: null });
    this.down = this.rangeOf('heightFactor');
    this.right = this.rangeOf('widthFactor');
  }

  protected override affine(images: tf.Tensor, height: number, width: number): Affine {
    const [one, zero] = [tf.scalar(1), tf.scalar(0)];
    const x = tf.mul(this.numbers(images, this.right), -width);
    const y = tf.mul(this.numbers(images, this.down), -height);
    return [one, zero, x, zero, one, y];
  }
}

/** The arguments of a {@link RandomRotation} layer. */
export type RandomRotationArgs = GeometryArgs &
  Arguments<{
    /** A fraction of a full turn; positive is counterclockwise. Required. */
    factor?: Factor;
  }>;

/**
 * In training, rotates each image around its center by a random angle.
 *
 * Source: `keras.layers.RandomRotation`.
 */
export class RandomRotation extends RandomGeometry {
  static override className = 'RandomRotation';

  private readonly turns: Range;

  constructor(args: RandomRotationArgs) {
    super(args, { factor: null });
    this.turns = this.rangeOf('factor');
  }

  protected override affine(images: tf.Tensor, height: number, width: number): Affine {
    const angle = tf.mul(this.numbers(images, this.turns), 2 * Math.PI);
    const [cos, sin] = [tf.cos(angle), tf.sin(angle)];
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    const left = tf.sub(x, tf.sub(tf.mul(cos, x), tf.mul(sin, y)));
    const top = tf.sub(y, tf.add(tf.mul(sin, x), tf.mul(cos, y)));
    return [cos, tf.neg(sin), left, sin, cos, top];
  }
}

/** The arguments of a {@link RandomZoom} layer. */
export type RandomZoomArgs = GeometryArgs &
  Arguments<{
    /** The fraction by which the visible height grows; negative values zoom in. Required. */
    heightFactor?: Factor;
    /** The same for the width. Default: that of the height, which preserves the aspect ratio. */
    widthFactor?: Factor | null;
  }>;

/**
 * In training, zooms each image in or out around its center.
 *
 * Source: `keras.layers.RandomZoom`.
 */
export class RandomZoom extends RandomGeometry {
  static override className = 'RandomZoom';

  private readonly ofHeight: Range;
  private readonly ofWidth?: Range;

  constructor(args: RandomZoomArgs) {
    super(args, { heightFactor: null, widthFactor: null });
    this.ofHeight = this.rangeOf('heightFactor');
    if (this.args.widthFactor !== null) this.ofWidth = this.rangeOf('widthFactor');
  }

  protected override affine(images: tf.Tensor, height: number, width: number): Affine {
    const y = tf.add(1, this.numbers(images, this.ofHeight));
    const x = this.ofWidth ? tf.add(1, this.numbers(images, this.ofWidth)) : y;
    const begin = (zoom: tf.Tensor, length: number) => tf.mul(tf.sub(1, zoom), (length - 1) / 2);
    const zero = tf.scalar(0);
    return [x, zero, begin(x, width), zero, y, begin(y, height)];
  }
}
