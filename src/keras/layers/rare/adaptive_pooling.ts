import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../../layers/arguments.js';
import { alongAxis, sliceAlong } from '../along_axis.js';
import type { Config } from '../keras_layer.js';
import { oneForEach } from '../lengths.js';
import { firstMaximum } from '../pool.js';
import { SpatialLayer } from '../spatial_layer.js';

/** The arguments of an adaptive pooling layer. */
export type AdaptivePoolingArgs = Arguments<{
  /** The lengths of the output, one for each spatial axis or one for all. Required. */
  outputSize?: number | number[];
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** Elements of an axis. */
type Window = readonly [start: number, end: number];

/** Pools windows that cover the input evenly, as many as the output has elements. */
abstract class AdaptivePooling extends SpatialLayer {
  private readonly sizes: readonly number[];

  constructor(axes: number, args: AdaptivePoolingArgs) {
    super(axes, args, { outputSize: null });
    this.sizes = oneForEach(this.owner, 'outputSize', this.args.outputSize, axes);
  }

  protected override lengthsOf(_space: tf.Shape, channels: number | null): tf.Shape {
    return [...this.sizes, channels];
  }

  /** One element for each window along an axis. */
  protected abstract pool(x: tf.Tensor, axis: number, windows: readonly Window[]): tf.Tensor;

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return this.sizes.reduceRight((y, count, axis) => {
      const length = y.shape[axis + 1];
      const windows = Array.from(
        { length: count },
        (_, i): Window => [Math.floor((i * length) / count), Math.ceil(((i + 1) * length) / count)],
      );
      return this.pool(y, axis + 1, windows);
    }, x);
  }
}

abstract class AdaptiveAveragePooling extends AdaptivePooling {
  protected override pool(x: tf.Tensor, axis: number, windows: readonly Window[]): tf.Tensor {
    const matrix = tf.buffer([1, windows.length, x.shape[axis]]);
    for (const [i, [start, end]] of windows.entries()) {
      for (let at = start; at < end; at++) matrix.set(1 / (end - start), 0, i, at);
    }
    return alongAxis(x, axis, (flat) => tf.matMul(matrix.toTensor(), flat));
  }
}

abstract class AdaptiveMaxPooling extends AdaptivePooling {
  protected override pool(x: tf.Tensor, axis: number, windows: readonly Window[]): tf.Tensor {
    const element = (at: number) => sliceAlong(x, axis, at, 1);
    const largest = windows.map(([start, end]) =>
      firstMaximum(Array.from({ length: end - start }, (_, i) => element(start + i))),
    );
    return largest.length === 1 ? largest[0] : tf.concat(largest, axis);
  }
}

/**
 * The means of evenly distributed windows of a sequence, [batch, steps, channels].
 *
 * Source: `keras.layers.AdaptiveAveragePooling1D`.
 */
export class AdaptiveAveragePooling1D extends AdaptiveAveragePooling {
  static override className = 'AdaptiveAveragePooling1D';

  constructor(args: AdaptivePoolingArgs) {
    super(1, args);
  }
}

/**
 * The means of evenly distributed windows of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.AdaptiveAveragePooling2D`.
 */
export class AdaptiveAveragePooling2D extends AdaptiveAveragePooling {
  static override className = 'AdaptiveAveragePooling2D';

  constructor(args: AdaptivePoolingArgs) {
    super(2, args);
  }
}

/**
 * The means of evenly distributed windows of volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.AdaptiveAveragePooling3D`.
 */
export class AdaptiveAveragePooling3D extends AdaptiveAveragePooling {
  static override className = 'AdaptiveAveragePooling3D';

  constructor(args: AdaptivePoolingArgs) {
    super(3, args);
  }
}

/**
 * The maxima of evenly distributed windows of a sequence, [batch, steps, channels].
 *
 * Source: `keras.layers.AdaptiveMaxPooling1D`.
 */
export class AdaptiveMaxPooling1D extends AdaptiveMaxPooling {
  static override className = 'AdaptiveMaxPooling1D';

  constructor(args: AdaptivePoolingArgs) {
    super(1, args);
  }
}

/**
 * The maxima of evenly distributed windows of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.AdaptiveMaxPooling2D`.
 */
export class AdaptiveMaxPooling2D extends AdaptiveMaxPooling {
  static override className = 'AdaptiveMaxPooling2D';

  constructor(args: AdaptivePoolingArgs) {
    super(2, args);
  }
}

/**
 * The maxima of evenly distributed windows of volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.AdaptiveMaxPooling3D`.
 */
export class AdaptiveMaxPooling3D extends AdaptiveMaxPooling {
  static override className = 'AdaptiveMaxPooling3D';

  constructor(args: AdaptivePoolingArgs) {
    super(3, args);
  }
}
