import type * as tf from '@tensorflow/tfjs';
import { ConvLayer } from './conv_layer.js';
import { convolve, type Padding, padded } from './windows.js';

/** A convolution over any number of axes. */
export abstract class Convolution extends ConvLayer {
  private readonly filters: number;
  private readonly groups: number;

  constructor(axes: number, args: object | undefined, paddings?: readonly Padding[]) {
    const kernel = { initializer: 'glorotUniform' };
    super(axes, args, { filters: null, groups: 1 }, { kernel }, paddings);
    this.filters = this.positiveInteger('filters');
    this.groups = this.positiveInteger('groups');
    if (this.filters % this.groups !== 0) {
      throw this.wrong('filters', `must be a multiple of groups=${this.groups}`);
    }
    const { strides, dilationRate } = this.windows;
    if (strides.some((stride) => stride > 1) && dilationRate.some((rate) => rate > 1)) {
      throw this.wrong('strides', 'must be 1 where the dilationRate is not');
    }
  }

  protected override filtersOf(): number {
    return this.filters;
  }

  protected override addKernels(channels: number): void {
    if (channels % this.groups !== 0) {
      throw this.wrong('groups', `must divide the number of channels, ${channels}`);
    }
    const shape = [...this.windows.kernelSize, channels / this.groups, this.filters];
    this.addOwnWeight('kernel', shape);
  }

  protected override convolve(x: tf.Tensor): tf.Tensor {
    const kernel = this.ownWeight('kernel').read();
    return convolve(padded(x, this.windows, this.padding), kernel, this.windows, this.groups);
  }
}

/** The arguments of a convolution in tfjs, and those that tfjs does not have. */
type With<Stock, Own> = Omit<Stock, keyof Own> & Own;

/** The arguments of a {@link Conv1D} layer. */
export type Conv1DArgs = With<
  Parameters<typeof tf.layers.conv1d>[0],
  {
    /** `'causal'` pads so that no step depends on a later one. Default `'valid'`. */
    padding?: Padding;
    /** The number of groups of channels and filters. Default 1. */
    groups?: number;
  }
>;

/**
 * Convolution over the steps of a sequence, with causal padding and groups.
 *
 * Source: `keras.layers.Conv1D`.
 */
export class Conv1D extends Convolution {
  static override className = 'Keras>Conv1D';

  constructor(args: Conv1DArgs) {
    super(1, args, ['valid', 'same', 'causal']);
  }
}

/** The arguments of a {@link Conv2D} layer. */
export type Conv2DArgs = With<
  Parameters<typeof tf.layers.conv2d>[0],
  {
    /** The number of groups of channels and filters. Default 1. */
    groups?: number;
  }
>;

/**
 * Convolution over images, with groups.
 *
 * Source: `keras.layers.Conv2D`.
 */
export class Conv2D extends Convolution {
  static override className = 'Keras>Conv2D';

  constructor(args: Conv2DArgs) {
    super(2, args);
  }
}

/** The arguments of a {@link Conv3D} layer. */
export type Conv3DArgs = With<
  Parameters<typeof tf.layers.conv3d>[0],
  {
    /** The number of groups of channels and filters. Default 1. */
    groups?: number;
  }
>;

/**
 * Convolution over volumes, with groups, and with strides larger than the windows.
 *
 * Source: `keras.layers.Conv3D`.
 */
export class Conv3D extends Convolution {
  static override className = 'Keras>Conv3D';

  constructor(args: Conv3DArgs) {
    super(3, args);
  }
}
