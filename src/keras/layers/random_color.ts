import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import { Augmentation, type Range } from './augmentation.js';
import type { Config } from './keras_layer.js';
import type { AugmentationArgs, Factor } from './random_geometry.js';

/** The arguments of {@link RandomBrightness} and {@link RandomContrast} layers. */
export type RandomColorArgs = AugmentationArgs &
  Arguments<{
    /** A fraction of the value range, or of the contrast. Required. */
    factor?: Factor;
    /** The smallest and the largest value of a pixel. Default [0, 255]. */
    valueRange?: [least: number, largest: number];
  }>;

abstract class RandomColor extends Augmentation {
  protected readonly values: Range;

  constructor(args: RandomColorArgs) {
    super(args, { factor: null, valueRange: [0, 255] });
    this.values = this.rangeOf('valueRange');
  }

  protected bounded(images: tf.Tensor): tf.Tensor {
    return tf.clipByValue(images, ...this.values);
  }
}

/**
 * In training, makes each image brighter or darker.
 *
 * Source: `keras.layers.RandomBrightness`.
 */
export class RandomBrightness extends RandomColor {
  static override className = 'RandomBrightness';

  private readonly factor: Range;

  constructor(args: RandomColorArgs) {
    super(args);
    this.factor = this.rangeOf('factor');
  }

  protected override augment(images: tf.Tensor): tf.Tensor {
    const [least, largest] = this.values;
    const more = tf.mul(this.drawn(images, this.factor), largest - least);
    return this.bounded(tf.add(images, more));
  }
}

/**
 * In training, moves the pixels of each image away from the mean of their channel, or towards it. With a factor
 * [lower, upper], the contrast is between 1 - lower and 1 + upper.
 *
 * Source: `keras.layers.RandomContrast`.
 */
export class RandomContrast extends RandomColor {
  static override className = 'RandomContrast';

  private readonly contrast: Range;

  constructor(args: RandomColorArgs) {
    super(args);
    const { factor } = this.args;
    const [lower, upper] = Array.isArray(factor) ? factor : [factor, factor];
    this.rangeOf('factor');
    this.contrast = [1 - Number(lower), 1 + Number(upper)];
  }

  protected override augment(images: tf.Tensor): tf.Tensor {
    const mean = tf.mean(images, [1, 2], true);
    const contrast = this.drawn(images, this.contrast);
    return this.bounded(tf.add(tf.mul(tf.sub(images, mean), contrast), mean));
  }

  // Keras 2 does not have the argument and always uses this range.
  override getConfig(): Config {
    const { valueRange, ...config } = super.getConfig();
    const [least, largest] = this.values;
    return least === 0 && largest === 255 ? config : { ...config, valueRange };
  }
}
