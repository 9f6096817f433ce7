import type * as tf from '@tensorflow/tfjs';
import { ConvLayer } from './conv_layer.js';
import { convolve, convolveDepthwise, type Padding, padded } from './windows.js';

const DEPTHWISE = { depthwiseKernel: { initializer: 'glorotUniform', key: 'depthwise' } } as const;
const POINTWISE = { pointwiseKernel: { initializer: 'glorotUniform', key: 'pointwise' } } as const;

/** A convolution of each channel by itself, over any number of axes. */
export abstract class DepthwiseConvolution extends ConvLayer {
  private readonly depthMultiplier: number;

  constructor(
    axes: number,
    args: object | undefined,
    defaults = {},
    kernels: typeof DEPTHWISE & Partial<typeof POINTWISE> = DEPTHWISE,
    paddings?: readonly Padding[],
  ) {
    super(axes, args, { ...defaults, depthMultiplier: 1 }, kernels, paddings);
    this.depthMultiplier = this.count('depthMultiplier');
  }

  protected override filtersOf(channels: number): number {
    return channels * this.depthMultiplier;
  }

  protected override addKernels(channels: number): void {
    const shape = [...this.windows.kernelSize, channels, this.depthMultiplier];
    this.addOwnWeight('depthwiseKernel', shape);
  }

  protected override convolve(x: tf.Tensor): tf.Tensor {
    const kernel = this.ownWeight('depthwiseKernel').read();
    return convolveDepthwise(padded(x, this.windows, this.padding), kernel, this.windows);
  }
}

/** A convolution of each channel by itself, and behind it one of all channels at each point. */
export abstract class SeparableConvolution extends DepthwiseConvolution {
  private readonly filters: number;

  constructor(axes: number, args: object, paddings?: readonly Padding[]) {
    super(axes, args, { filters: null }, { ...DEPTHWISE, ...POINTWISE }, paddings);
    this.filters = this.count('filters');
  }

  protected override filtersOf(): number {
    return this.filters;
  }

  protected override addKernels(channels: number): void {
    super.addKernels(channels);
    const shape = [...Array(this.axes).fill(1), super.filtersOf(channels), this.filters];
    this.addOwnWeight('pointwiseKernel', shape);
  }

  protected override convolve(x: tf.Tensor): tf.Tensor {
    const ones = Array(this.axes).fill(1);
    const points = { kernelSize: ones, strides: ones, dilationRate: ones };
    return convolve(super.convolve(x), this.ownWeight('pointwiseKernel').read(), points);
  }
}

type DepthwiseArgs = Parameters<typeof tf.layers.depthwiseConv2d>[0];

/** What a {@link DepthwiseConv1D} layer takes. */
export type DepthwiseConv1DArgs = Omit<DepthwiseArgs, 'kernelSize'> & {
  /** The length of its windows. */
  kernelSize: number | [number];
};

/**
 * The convolution of each channel of a sequence by itself.
 *
 * Source: `keras.layers.DepthwiseConv1D`.
 */
export class DepthwiseConv1D extends DepthwiseConvolution {
  static override className = 'DepthwiseConv1D';

  constructor(args: DepthwiseConv1DArgs) {
    super(1, args);
  }
}

/** What a {@link DepthwiseConv2D} layer takes. */
export type DepthwiseConv2DArgs = DepthwiseArgs;

/**
 * The convolution of each channel of an image by itself, with a `dilationRate`.
 *
 * Source: `keras.layers.DepthwiseConv2D`.
 */
export class DepthwiseConv2D extends DepthwiseConvolution {
  static override className = 'Keras>DepthwiseConv2D';

  constructor(args: DepthwiseConv2DArgs) {
    super(2, args);
  }
}

type SeparableArgs = Parameters<typeof tf.layers.separableConv2d>[0];

/** What a {@link SeparableConv1D} layer takes. */
export type SeparableConv1DArgs = Omit<SeparableArgs, 'kernelSize' | 'padding'> & {
  /** The length of its windows. */
  kernelSize: number | [number];
  /** `'causal'` pads so that no step depends on a later one. Default `'valid'`. */
  padding?: Padding;
};

/**
 * The convolution of each channel of a sequence by itself, and behind it one of all channels at each step.
 *
 * Source: `keras.layers.SeparableConv1D`.
 */
export class SeparableConv1D extends SeparableConvolution {
  static override className = 'SeparableConv1D';

  constructor(args: SeparableConv1DArgs) {
    super(1, args, ['valid', 'same', 'causal']);
  }
}

/** What a {@link SeparableConv2D} layer takes. */
export type SeparableConv2DArgs = SeparableArgs;

/**
 * The convolution of each channel of an image by itself, with a `depthMultiplier`, and behind it one of all channels at
 * each point. That of tfjs leaves its `depthMultiplier` out when it is saved.
 *
 * Source: `keras.layers.SeparableConv2D`.
 */
export class SeparableConv2D extends SeparableConvolution {
  static override className = 'Keras>SeparableConv2D';

  constructor(args: SeparableConv2DArgs) {
    super(2, args);
  }
}
