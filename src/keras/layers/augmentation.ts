import * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../arguments/case.js';
import { asFloats } from './as_numbers.js';
import type { Config, Kwargs } from './keras_layer.js';
import { SpatialLayer } from './spatial_layer.js';

/** The bounds of a random number. */
export type Range = readonly [lower: number, upper: number];

/** Images, [batch, height, width, channels], that are changed randomly in training, and unchanged otherwise. */
export abstract class Augmentation extends SpatialLayer {
  private draws = 0;

  constructor(args: object | undefined, defaults: Config) {
    super(2, args, { ...defaults, seed: null });
  }

  /** The augmented images. */
  protected abstract augment(images: tf.Tensor): tf.Tensor;

  protected override computeLast(x: tf.Tensor, { training }: Kwargs): tf.Tensor {
    const images = asFloats(x);
    return training ? this.augment(images) : images;
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    return [...space, channels];
  }

  /** A random number for each image, in the shape of the images with length 1 along all axes but the first. */
  protected drawn(images: tf.Tensor, [lower, upper]: Range, rank = images.rank): tf.Tensor {
    const shape = [images.shape[0], ...Array.from({ length: rank - 1 }, () => 1)];
    const { seed } = this.args;
    const own = typeof seed === 'number' ? seed + this.draws++ : undefined;
    return tf.randomUniform(shape, lower, upper, 'float32', own);
  }

  /** An argument that is a range, or a number that gives a symmetric range around 0. */
  protected rangeOf(key: string): Range {
    const value = this.args[key];
    if (typeof value === 'number') return [-Math.abs(value), Math.abs(value)];
    if (Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)) {
      return [Math.min(...(value as number[])), Math.max(...(value as number[]))];
    }
    throw this.wrong(key, 'must be a number or a list of two numbers', TypeError);
  }

  /** An argument that must be one of these values. */
  protected oneOf<Value extends string>(key: string, values: readonly Value[]): Value {
    const value = camelCase(String(this.args[key])) as Value;
    if (values.includes(value)) return value;
    throw this.wrong(key, `must be one of ${values.join(', ')}`);
  }
}
