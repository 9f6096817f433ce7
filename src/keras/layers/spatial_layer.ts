import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { type Config, KerasLayer, type Kwargs } from './keras_layer.js';
import type { WeightInfo } from './own_weight.js';

export type DataFormat = 'channelsFirst' | 'channelsLast';

/** A layer over one, two or three spatial axes, with the channels last or first. */
export abstract class SpatialLayer extends KerasLayer {
  protected readonly dataFormat: DataFormat;

  /** @param axes The number of spatial axes. */
  constructor(
    protected readonly axes: number,
    args: object | undefined,
    defaults: Config,
    weights: Record<string, WeightInfo> = {},
  ) {
    super(args, { ...defaults, dataFormat: 'channelsLast' }, weights);
    this.dataFormat = readDataFormat(this.owner, this.args.dataFormat);
    this.inputSpec = [{ ndim: axes + 2 }];
  }

  /** The number of channels of an input with this shape. */
  protected channelsOf(shape: tf.Shape): number {
    const channels = shape[this.dataFormat === 'channelsLast' ? this.axes + 1 : 1];
    if (typeof channels === 'number') return channels;
    throw new Error(
      `The input of ${this.owner} must have a known number of channels. Received: [${shape}]`,
    );
  }

  /** The output for an input with the channels last. */
  protected abstract computeLast(x: tf.Tensor, kwargs: Kwargs): tf.Tensor;

  /** The spatial lengths and the number of channels of the output. */
  protected abstract lengthsOf(
    space: readonly (number | null)[],
    channels: number | null,
  ): tf.Shape;

  protected override compute([x]: tf.Tensor[], kwargs: Kwargs): tf.Tensor {
    if (this.dataFormat === 'channelsLast') return this.computeLast(x, kwargs);
    const space = Array.from({ length: this.axes }, (_, axis) => axis);
    const last = tf.transpose(x, [0, ...space.map((axis) => axis + 2), 1]);
    const y = this.computeLast(last, kwargs);
    return y.rank === x.rank
      ? tf.transpose(y, [0, this.axes + 1, ...space.map((axis) => axis + 1)])
      : y;
  }

  protected override shapeOf([[batch, ...rest]]: readonly tf.Shape[]): tf.Shape {
    const isLast = this.dataFormat === 'channelsLast';
    const channels = isLast ? rest[this.axes] : rest[0];
    const space = isLast ? rest.slice(0, this.axes) : rest.slice(1);
    const lengths = this.lengthsOf(space, channels);
    if (isLast || lengths.length !== this.axes + 1) return [batch, ...lengths];
    return [batch, lengths[this.axes], ...lengths.slice(0, this.axes)];
  }
}

function readDataFormat(owner: string, value: unknown): DataFormat {
  if (value === 'channelsLast' || value === 'channelsFirst') return value;
  throw new TypeError(
    `The dataFormat of ${owner} must be 'channelsLast' or 'channelsFirst'. Received: dataFormat=${show(value)}`,
  );
}
