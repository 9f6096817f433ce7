import * as tf from '@tensorflow/tfjs';
import type { Arguments } from '../../layers/arguments.js';
import type { LayerClass } from '../config/layer_classes.js';
import type { Config, Kwargs } from './keras_layer.js';
import { SpatialLayer } from './spatial_layer.js';

/** The arguments of a spatial dropout layer. */
export type SpatialDropoutArgs = Arguments<{
  /** The fraction of the channels that is dropped, from 0 to less than 1. Required. */
  rate?: number;
  /** The position of the channels. Default `'channelsLast'`. */
  dataFormat?: Config['dataFormat'];
}>;

/** In training, sets whole channels of a sample to 0 and scales up the others accordingly. */
export abstract class SpatialDropout extends SpatialLayer {
  private readonly rate: number;

  constructor(axes: number, args?: SpatialDropoutArgs) {
    super(axes, args, { rate: null });
    const { rate } = this.args;
    if (typeof rate !== 'number' || !(rate >= 0 && rate < 1)) {
      throw this.wrong('rate', 'must be from 0 to less than 1', RangeError);
    }
    this.rate = rate;
    this.supportsMasking = true;
  }

  protected override computeLast(x: tf.Tensor, { training }: Kwargs): tf.Tensor {
    if (!training || this.rate === 0) return x.clone();
    const ofChannels = x.shape.map((length, axis) =>
      axis === 0 || axis === x.rank - 1 ? length : 1,
    );
    return tf.dropout(x, this.rate, ofChannels);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    return [...space, channels];
  }
}

/**
 * Dropout of whole channels of images, [batch, height, width, channels].
 *
 * Source: `keras.layers.SpatialDropout2D`.
 */
export class SpatialDropout2D extends SpatialDropout {
  static override className = 'SpatialDropout2D';
  static override readonly inKeras: LayerClass = { mask: 'passes' };

  constructor(args: SpatialDropoutArgs) {
    super(2, args);
  }
}

/**
 * Dropout of whole channels of volumes, [batch, depth, height, width, channels].
 *
 * Source: `keras.layers.SpatialDropout3D`.
 */
export class SpatialDropout3D extends SpatialDropout {
  static override className = 'SpatialDropout3D';
  static override readonly inKeras: LayerClass = { mask: 'passes' };

  constructor(args: SpatialDropoutArgs) {
    super(3, args);
  }
}
