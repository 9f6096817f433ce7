import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../../layers/arguments.js';
import { alongAxis, type Ends } from '../along_axis.js';
import type { Config } from '../keras_layer.js';
import { oneForEach } from '../lengths.js';
import { SpatialLayer } from '../spatial_layer.js';
import { countOf, endsAlong, type Padding, placesAlong, type Windows } from '../windows.js';
import { firstMaximum } from './maximum.js';

/** The arguments of a pooling layer. */
export type PoolingArgs = Arguments<{
  /** The lengths of a window, one for each spatial axis or one for all. Default 2. */
  poolSize?: number | number[];
  /** The distance of windows. Default `poolSize`. */
  strides?: number | number[] | null;
  /** Whether windows may extend beyond the input. Default `'valid'`. */
  padding?: 'valid' | 'same';
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** The smallest number of float32, which is never the maximum of a window. */
const LOWEST = -3.4028234663852886e38;

/** Pools the elements of windows. */
abstract class Pooling extends SpatialLayer {
  private readonly windows: Windows;

  constructor(axes: number, args?: PoolingArgs) {
    super(axes, args, { poolSize: 2, strides: null, padding: 'valid' });
    const { poolSize, strides } = this.args;
    const kernelSize = oneForEach(this.owner, 'poolSize', poolSize, axes);
    this.windows = {
      kernelSize,
      strides: strides === null ? kernelSize : oneForEach(this.owner, 'strides', strides, axes),
      dilationRate: kernelSize.map(() => 1),
    };
    this.checkAmong('padding', ['valid', 'same']);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    const padding = this.args.padding as Padding;
    const lengths = space.map((length, axis) =>
      length === null ? null : countOf(this.windows, axis, length, padding),
    );
    return [...lengths, channels];
  }

  /** What is added before the first and after the last element. */
  protected abstract readonly fill: number;

  /**
   * One element for each window along an axis.
   *
   * @param places The first elements of all windows, the second elements, and so on.
   * @param counts The number of elements of each window that are not padding.
   */
  protected abstract pool(
    places: readonly tf.Tensor[],
    axis: number,
    counts: readonly number[],
  ): tf.Tensor;

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    const { kernelSize, strides } = this.windows;
    return kernelSize.reduceRight((y, size, axis) => {
      const length = y.shape[axis + 1];
      const [before, behind] = endsAlong(this.windows, axis, length, this.args.padding as Padding);
      const longer = this.filled(y, axis + 1, [before, behind]);
      const counts = Array.from(
        { length: countOf(this.windows, axis, longer.shape[axis + 1], 'valid') },
        (_, i) => {
          const start = i * strides[axis] - before;
          return Math.min(start + size, length) - Math.max(start, 0);
        },
      );
      return this.pool(placesAlong(longer, this.windows, axis), axis + 1, counts);
    }, x);
  }

  private filled(x: tf.Tensor, axis: number, ends: Ends): tf.Tensor {
    if (ends[0] + ends[1] === 0) return x;
    return alongAxis(x, axis, (flat) => tf.pad(flat, [[0, 0], [...ends], [0, 0]], this.fill));
  }
}

abstract class MaxPooling extends Pooling {
  protected override readonly fill = LOWEST;

  protected override pool(places: readonly tf.Tensor[]): tf.Tensor {
    return firstMaximum(places);
  }
}

abstract class AveragePooling extends Pooling {
  protected override readonly fill = 0;

  protected override pool(
    places: readonly tf.Tensor[],
    axis: number,
    counts: readonly number[],
  ): tf.Tensor {
    const inverse = tf.tensor3d(
      counts.map((count) => 1 / count),
      [1, counts.length, 1],
    );
    return alongAxis(tf.addN([...places]), axis, (flat) => tf.mul(flat, inverse));
  }
}

/**
 * The maxima of windows of a sequence, with the channels first or last.
 *
 * Source: `keras.layers.MaxPooling1D`.
 */
export class MaxPooling1D extends MaxPooling {
  static override className = 'Keras>MaxPooling1D';

  constructor(args?: PoolingArgs) {
    super(1, args);
  }
}

/**
 * The maxima of windows of volumes, also on wasm, and with strides larger than the windows.
 *
 * Source: `keras.layers.MaxPooling3D`.
 */
export class MaxPooling3D extends MaxPooling {
  static override className = 'Keras>MaxPooling3D';

  constructor(args?: PoolingArgs) {
    super(3, args);
  }
}

/**
 * The means of windows of a sequence, with the channels first or last.
 *
 * Source: `keras.layers.AveragePooling1D`.
 */
export class AveragePooling1D extends AveragePooling {
  static override className = 'Keras>AveragePooling1D';

  constructor(args?: PoolingArgs) {
    super(1, args);
  }
}

/**
 * The means of windows of volumes, with strides larger than the windows.
 *
 * Source: `keras.layers.AveragePooling3D`.
 */
export class AveragePooling3D extends AveragePooling {
  static override className = 'Keras>AveragePooling3D';

  constructor(args?: PoolingArgs) {
    super(3, args);
  }
}
