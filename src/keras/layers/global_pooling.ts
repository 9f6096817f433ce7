import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import { asNumbers } from './as_numbers.js';
import type { Config } from './keras_layer.js';
import { SpatialLayer } from './spatial_layer.js';

/** The arguments of a global pooling layer. */
export type GlobalPoolingArgs = Arguments<{
  /** Whether the spatial axes are kept with length 1. Default false. */
  keepdims?: boolean;
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** One number for each channel, computed from all points. */
export abstract class GlobalPooling extends SpatialLayer {
  protected readonly keepDims: boolean;

  constructor(axes: number, args?: GlobalPoolingArgs) {
    super(axes, args, { keepdims: false });
    this.keepDims = this.args.keepdims === true;
  }

  /** The spatial axes of an input with the channels last. */
  protected get spaceAxes(): number[] {
    return Array.from({ length: this.axes }, (_, axis) => axis + 1);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    return [...(this.keepDims ? space.map(() => 1) : []), channels];
  }
}

/** The mean of each channel. */
export abstract class GlobalAveragePooling extends GlobalPooling {
  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return tf.mean(x, this.spaceAxes, this.keepDims);
  }
}

/** The maximum of each channel. */
export abstract class GlobalMaxPooling extends GlobalPooling {
  protected override computeLast(x: tf.Tensor): tf.Tensor {
    return tf.max(x, this.spaceAxes, this.keepDims);
  }
}

/**
 * The mean of each channel of a sequence, [batch, steps, channels], over the unmasked steps.
 *
 * Source: `keras.layers.GlobalAveragePooling1D`.
 */
export class GlobalAveragePooling1D extends GlobalAveragePooling {
  static override className = 'Keras>GlobalAveragePooling1D';

  protected override readonly readsMask = true;

  constructor(args?: GlobalPoolingArgs) {
    super(1, args);
    this.supportsMasking = true; // So that tfjs calls `computeMask` with the mask that the input carries.
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    if (this.carried === undefined) return super.computeLast(x);
    // The mask of a sum of layers has an additional first axis of length 1.
    const mask = asNumbers(tf.reshape(this.carried, [...x.shape.slice(0, 2), 1]));
    return tf.div(tf.sum(tf.mul(x, mask), 1, this.keepDims), tf.sum(mask, 1, this.keepDims));
  }

  /** The output carries no mask. */
  override computeMask(inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    super.computeMask(inputs, mask);
    return null as unknown as tf.Tensor;
  }
}

/**
 * The mean of each channel of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.GlobalAveragePooling2D`.
 */
export class GlobalAveragePooling2D extends GlobalAveragePooling {
  static override className = 'Keras>GlobalAveragePooling2D';

  constructor(args?: GlobalPoolingArgs) {
    super(2, args);
  }
}

/**
 * The mean of each channel of volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.GlobalAveragePooling3D`.
 */
export class GlobalAveragePooling3D extends GlobalAveragePooling {
  static override className = 'GlobalAveragePooling3D';

  constructor(args?: GlobalPoolingArgs) {
    super(3, args);
  }
}

/**
 * The maximum of each channel of a sequence, [batch, steps, channels].
 *
 * Source: `keras.layers.GlobalMaxPooling1D`.
 */
export class GlobalMaxPooling1D extends GlobalMaxPooling {
  static override className = 'Keras>GlobalMaxPooling1D';

  constructor(args?: GlobalPoolingArgs) {
    super(1, args);
  }
}

/**
 * The maximum of each channel of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.GlobalMaxPooling2D`.
 */
export class GlobalMaxPooling2D extends GlobalMaxPooling {
  static override className = 'Keras>GlobalMaxPooling2D';

  constructor(args?: GlobalPoolingArgs) {
    super(2, args);
  }
}

/**
 * The maximum of each channel of volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.GlobalMaxPooling3D`.
 */
export class GlobalMaxPooling3D extends GlobalMaxPooling {
  static override className = 'GlobalMaxPooling3D';

  constructor(args?: GlobalPoolingArgs) {
    super(3, args);
  }
}
