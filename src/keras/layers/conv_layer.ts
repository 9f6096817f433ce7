import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Config, Shapes } from './keras_layer.js';
import { listOfShapes } from './keras_layer.js';
import { oneForEach } from './lengths.js';
import type { WeightInfo } from './own_weight.js';
import { SpatialLayer } from './spatial_layer.js';
import { countOf, type Padding, type Windows } from './windows.js';

const BIAS = { bias: { initializer: 'zeros' } } as const;

/** A layer of windows that slide along the spatial axes, with a bias and an activation. */
export abstract class ConvLayer extends SpatialLayer {
  protected readonly windows: Windows;
  private readonly activation: tf.layers.Layer;

  /**
   * @param defaults The arguments that it takes in addition to those of all such layers.
   * @param kernels The weights other than the bias.
   * @param paddings The allowed values of `padding`.
   */
  constructor(
    axes: number,
    args: object | undefined,
    defaults: Config,
    kernels: Record<string, WeightInfo>,
    paddings: readonly Padding[] = ['valid', 'same'],
  ) {
    const ofAll = { kernelSize: null, strides: 1, padding: 'valid', dilationRate: 1 };
    const others = { activation: 'linear', useBias: true };
    super(axes, args, { ...defaults, ...ofAll, ...others }, { ...kernels, ...BIAS });
    const { kernelSize, strides, dilationRate, activation } = this.args;
    this.windows = {
      kernelSize: this.positive('kernelSize', kernelSize),
      strides: this.positive('strides', strides),
      dilationRate: this.positive('dilationRate', dilationRate),
    };
    this.checkAmong('padding', paddings);
    const name = `${this.name}_activation`;
    this.activation = tf.layers.activation({ name, activation: activation as 'linear' });
  }

  protected get padding(): Padding {
    return this.args.padding as Padding;
  }

  /** Positive integers, one for each spatial axis. */
  private positive(key: string, value: unknown): number[] {
    const list = oneForEach(this.owner, key, value, this.axes);
    if (list.every((each) => each > 0)) return list;
    throw this.wrong(key, 'must be greater than 0');
  }

  /** The number of output channels for this number of input channels. */
  protected abstract filtersOf(channels: number): number;

  /** Creates the weights other than the bias. */
  protected abstract addKernels(channels: number): void;

  /** The output without bias and activation. */
  protected abstract convolve(x: tf.Tensor): tf.Tensor;

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const channels = this.channelsOf(shape);
    this.addKernels(channels);
    if (this.args.useBias) this.addOwnWeight('bias', [this.filtersOf(channels)]);
    const axis = this.dataFormat === 'channelsLast' ? this.axes + 1 : 1;
    this.inputSpec = [new tf.InputSpec({ ndim: this.axes + 2, axes: { [axis]: channels } })];
    this.built = true;
  }

  protected override computeLast(x: tf.Tensor): tf.Tensor {
    const y = this.convolve(x);
    return this.activation.call(this.args.useBias ? this.biased(y) : y, {}) as tf.Tensor;
  }

  private biased(y: tf.Tensor): tf.Tensor {
    const bias = this.ownWeight('bias').read();
    return tf.reshape(tf.add(tf.reshape(y, [-1, bias.size]), bias), y.shape);
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    const lengths = space.map((length, axis) =>
      length === null ? null : this.lengthOf(length, axis),
    );
    return [...lengths, channels === null ? null : this.filtersOf(channels)];
  }

  /** The length of a spatial axis in the output. */
  protected lengthOf(length: number, axis: number): number {
    const count = countOf(this.windows, axis, length, this.padding);
    if (count > 0) return count;
    throw new RangeError(
      `The kernelSize of ${this.owner} must not exceed the input. Received: ` +
        `kernelSize=${show(this.args.kernelSize)} for ${length} elements`,
    );
  }

  override getConfig(): Config {
    return { ...super.getConfig(), activation: this.activation.getConfig().activation };
  }
}
