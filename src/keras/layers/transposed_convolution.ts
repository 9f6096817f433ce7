import type * as tf from '@tensorflow/tfjs';
import type { LayerClass } from '../config/layer_classes.js';
import type { Ends } from './along_axis.js';
import { ConvLayer } from './conv_layer.js';
import { oneForEach } from './lengths.js';
import { convolveTransposed, spanOf } from './windows.js';

/** A transposed convolution over any number of axes. */
export abstract class TransposedConvolution extends ConvLayer {
  private readonly filters: number;
  /** One number for each axis; if omitted, the strides and the padding determine the length of the output. */
  private readonly outputPadding: readonly number[] | undefined;

  constructor(axes: number, args?: object) {
    const kernel = { initializer: 'glorotUniform' };
    super(axes, args, { filters: null, outputPadding: null }, { kernel });
    this.filters = this.positiveInteger('filters');
    const { outputPadding } = this.args;
    if (outputPadding === null) return;
    this.outputPadding = oneForEach(this.owner, 'outputPadding', outputPadding, axes);
    if (this.outputPadding.some((each, axis) => each >= this.windows.strides[axis])) {
      throw this.wrong('outputPadding', 'must be less than the strides');
    }
  }

  protected override filtersOf(): number {
    return this.filters;
  }

  protected override addKernels(channels: number): void {
    this.addOwnWeight('kernel', [...this.windows.kernelSize, this.filters, channels]);
  }

  protected override lengthOf(length: number, axis: number): number {
    const stride = this.windows.strides[axis];
    const span = spanOf(this.windows, axis);
    const isSame = this.padding === 'same';
    if (this.outputPadding === undefined) {
      return isSame ? length * stride : length * stride + Math.max(span - stride, 0);
    }
    const cut = isSame ? 2 * Math.floor(span / 2) : 0;
    return (length - 1) * stride + span - cut + this.outputPadding[axis];
  }

  protected override convolve(x: tf.Tensor): tf.Tensor {
    const ends = this.windows.strides.map((stride, axis): Ends => {
      const length = x.shape[axis + 1];
      const span = spanOf(this.windows, axis);
      const whole = (length - 1) * stride + span;
      const cut = whole - this.lengthOf(length, axis);
      const before = this.padding === 'same' ? Math.max(Math.floor(cut / 2), 0) : 0;
      return [span - 1 - before, span - 1 - (cut - before)];
    });
    return convolveTransposed(x, this.ownWeight('kernel').read(), this.windows, ends);
  }
}

/** The arguments of a transposed convolution in tfjs, and those that tfjs does not have. */
type With<Stock> = Stock & {
  /** The number of elements that the output has along each axis beyond the shortest output for this input. */
  outputPadding?: number | number[] | null;
};

/** The arguments of a {@link Conv1DTranspose} layer. */
export type Conv1DTransposeArgs = With<Parameters<typeof tf.layers.conv1d>[0]>;

/**
 * Transposed convolution over the steps of a sequence.
 *
 * Source: `keras.layers.Conv1DTranspose`.
 */
export class Conv1DTranspose extends TransposedConvolution {
  static override className = 'Conv1DTranspose';
  static override readonly inKeras: LayerClass = { endsWithActivation: true };

  constructor(args: Conv1DTransposeArgs) {
    super(1, args);
  }
}

/** The arguments of a {@link Conv2DTranspose} layer. */
export type Conv2DTransposeArgs = With<Parameters<typeof tf.layers.conv2dTranspose>[0]>;

/**
 * Transposed convolution over images, with `outputPadding` and `dilationRate`.
 *
 * Source: `keras.layers.Conv2DTranspose`.
 */
export class Conv2DTranspose extends TransposedConvolution {
  static override className = 'Keras>Conv2DTranspose';

  constructor(args: Conv2DTransposeArgs) {
    super(2, args);
  }
}

/** The arguments of a {@link Conv3DTranspose} layer. */
export type Conv3DTransposeArgs = With<Parameters<typeof tf.layers.conv3dTranspose>[0]>;

/**
 * Transposed convolution over volumes, with `outputPadding` and `dilationRate`.
 *
 * Source: `keras.layers.Conv3DTranspose`.
 */
export class Conv3DTranspose extends TransposedConvolution {
  static override className = 'Keras>Conv3DTranspose';

  constructor(args: Conv3DTransposeArgs) {
    super(3, args);
  }
}
