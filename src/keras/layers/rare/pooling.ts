import type * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../../layers/arguments.js';
import type { Config } from '../keras_layer.js';
import { oneForEach } from '../lengths.js';
import { averagePool, maxPool } from '../pool.js';
import { SpatialLayer } from '../spatial_layer.js';
import { countOf, type Padding, type Windows } from '../windows.js';

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

/** Pools the elements of windows. */
abstract class Pooling extends SpatialLayer {
  protected readonly windows: Windows;

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
    const lengths = space.map((length, axis) =>
      length === null ? null : countOf(this.windows, axis, length, this.padding),
    );
    return [...lengths, channels];
  }

  protected get padding(): Padding {
    return this.args.padding as Padding;
  }
}

abstract class MaxPooling extends Pooling {
  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return maxPool(x, this.windows, this.padding);
  }
}

abstract class AveragePooling extends Pooling {
  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return averagePool(x, this.windows, this.padding);
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
