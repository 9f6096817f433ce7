import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import { type Affine, type FillMode, type Sampling, sampled } from './affine_sampling.js';
import { Augmentation, type Range } from './augmentation.js';
import type { Config } from './keras_layer.js';

/** A number, whose half lies on both sides of 0, or the least and the largest one. */
export type Factor = number | [lower: number, upper: number];

/** What every augmentation takes. */
export type AugmentationArgs = Arguments<{
  /** Makes the random numbers of the layer the same in each run. Default none. */
  seed?: number | null;
  /** Where the channels are. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** What augmentations take that move the pixels of an image. */
export type GeometryArgs = AugmentationArgs &
  Arguments<{
    /** What is beyond the edges of an image. Default `'reflect'`. */
    fillMode?: FillMode;
    /** What is there with the fill mode `'constant'`. Default 0. */
    fillValue?: number;
    /** What is between the pixels. Default `'bilinear'`. */
    interpolation?: Sampling['interpolation'];
  }>;

const FLIPPED_AXES = { horizontal: [2], vertical: [1], horizontalAndVertical: [2, 1] } as const;

/** Which way a {@link RandomFlip} layer turns images, and what every augmentation takes. */
export type RandomFlipArgs = AugmentationArgs &
  Arguments<{
    /** `'horizontal'`, `'vertical'` or, by default, `'horizontalAndVertical'`. */
    mode?: keyof typeof FLIPPED_AXES;
  }>;

/**
 * In training, turns half of the images over: left to right, top to bottom, or each of both.
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

  /** Where each pixel comes from. */
  protected abstract affine(images: tf.Tensor, height: number, width: number): Affine;

  protected override augment(images: tf.Tensor): tf.Tensor {
    const [, height, width] = images.shape;
    return sampled(images, this.affine(images, height, width), this.sampling);
  }

  /** A number for each image, of the shape [batch, 1, 1]. */
  protected numbers(images: tf.Tensor, range: Range): tf.Tensor {
    return this.drawn(images, range, 3);
  }

  // Other layers do not write a fill mode that is constant, which is not their default in all versions.
  override getConfig(): Config {
    const { fillMode, fillValue } = this.args;
    return { ...super.getConfig(), fillMode, fillValue };
  }
}

/** How far a {@link RandomTranslation} layer moves images, and what such layers take. */
export type RandomTranslationArgs = GeometryArgs &
  Arguments<{
    /** As a share of the height; downwards where positive. It must be given. */
    heightFactor?: Factor;
    /** As a share of the width; to the right where positive. It must be given. */
    widthFactor?: Factor;
  }>;

/**
 * In training, moves each image by a random share of its height and of its width.
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

/** How far a {@link RandomRotation} layer turns images, and what such layers take. */
export type RandomRotationArgs = GeometryArgs &
  Arguments<{
    /** As a share of a whole turn; counterclockwise where positive. It must be given. */
    factor?: Factor;
  }>;

/**
 * In training, turns each image around its centre by a random angle.
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

/** How much a {@link RandomZoom} layer shows of images, and what such layers take. */
export type RandomZoomArgs = GeometryArgs &
  Arguments<{
    /** By how much more of the height is seen; less where negative. It must be given. */
    heightFactor?: Factor;
    /** The same of the width. Default as much as of the height, so that the proportions stay. */
    widthFactor?: Factor | null;
  }>;

/**
 * In training, shows more or less of each image, around its centre.
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
