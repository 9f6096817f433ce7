import type * as tf from '@tensorflow/tfjs';
import { unusedKernel } from '../config/ignored.js';
import type { LayerClass } from '../config/layer_classes.js';
import { ConvLayer } from './conv_layer.js';
import { convolve, convolveDepthwise, type Padding, padded } from './windows.js';

const DEPTHWISE = { depthwiseKernel: { initializer: 'glorotUniform', key: 'depthwise' } } as const;
const POINTWISE = { pointwiseKernel: { initializer: 'glorotUniform', key: 'pointwise' } } as const;

/** A separate convolution of each channel, over any number of axes. */
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
    this.depthMultiplier = this.positiveInteger('depthMultiplier');
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

/** A separate convolution of each channel, followed by a pointwise convolution. */
export abstract class SeparableConvolution extends DepthwiseConvolution {
  private readonly filters: number;

  constructor(axes: number, args: object, paddings?: readonly Padding[]) {
    super(axes, args, { filters: null }, { ...DEPTHWISE, ...POINTWISE }, paddings);
    this.filters = this.positiveInteger('filters');
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

/** The arguments of a {@link DepthwiseConv1D} layer. */
export type DepthwiseConv1DArgs = Omit<DepthwiseArgs, 'kernelSize'> & {
  /** The length of the windows. */
  kernelSize: number | [number];
};

/**
 * Depthwise convolution over the steps of a sequence.
 *
 * Source: `keras.layers.DepthwiseConv1D`.
 */
export class DepthwiseConv1D extends DepthwiseConvolution {
  static override className = 'DepthwiseConv1D';
  static override readonly inKeras: LayerClass = {
    endsWithActivation: true,
    ignores: unusedKernel,
  };

  constructor(args: DepthwiseConv1DArgs) {
    super(1, args);
  }
}

/** The arguments of a {@link DepthwiseConv2D} layer. */
export type DepthwiseConv2DArgs = DepthwiseArgs;

/**
 * Depthwise convolution over images, with a `dilationRate`.
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

/** The arguments of a {@link SeparableConv1D} layer. */
export type SeparableConv1DArgs = Omit<SeparableArgs, 'kernelSize' | 'padding'> & {
  /** The length of the windows. */
  kernelSize: number | [number];
  /** `'causal'` pads so that no step depends on a later one. Default `'valid'`. */
  padding?: Padding;
};

/**
 * Depthwise convolution over the steps of a sequence, followed by a pointwise convolution.
 *
 * Source: `keras.layers.SeparableConv1D`.
 */
export class SeparableConv1D extends SeparableConvolution {
  static override className = 'SeparableConv1D';
  static override readonly inKeras: LayerClass = {
    endsWithActivation: true,
    ignores: unusedKernel,
  };

  constructor(args: SeparableConv1DArgs) {
    super(1, args, ['valid', 'same', 'causal']);
  }
}

/** The arguments of a {@link SeparableConv2D} layer. */
export type SeparableConv2DArgs = SeparableArgs;

/**
 * Depthwise convolution over images, with a `depthMultiplier`, followed by a pointwise convolution. The layer of tfjs
 * does not save its `depthMultiplier`.
 *
 * Source: `keras.layers.SeparableConv2D`.
 */
export class SeparableConv2D extends SeparableConvolution {
  static override className = 'Keras>SeparableConv2D';

  constructor(args: SeparableConv2DArgs) {
    super(2, args);
  }
}
