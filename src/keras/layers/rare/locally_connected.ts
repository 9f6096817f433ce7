import * as tf from '@tensorflow/tfjs';
import { show } from '../../../arguments/show.js';
import type { LayerArgs } from '../../../layers/arguments.js';
import type { LayerClass } from '../../config/layer_classes.js';
import { type Config, type Kwargs, listOfShapes, type Shapes } from '../keras_layer.js';
import { oneForEach } from '../lengths.js';
import { SpatialLayer } from '../spatial_layer.js';
import { countOf, type Padding, patches, type Windows } from '../windows.js';

/** The arguments of a {@link LocallyConnected1D} or {@link LocallyConnected2D} layer. */
export type LocallyConnectedArgs = LayerArgs &
  Omit<
    Parameters<typeof tf.layers.conv1d>[0],
    'kernelSize' | 'strides' | 'padding' | 'dilationRate'
  > & {
    /** The lengths of a window, one for each spatial axis or one for all. Required. */
    kernelSize?: number | number[];
    /** The distance of windows, one for each spatial axis or one for all. Default 1. */
    strides?: number | number[];
    /** `'same'` only where the implementation is not 1. Default `'valid'`. */
    padding?: 'valid' | 'same';
    /**
     * How the kernel is stored: 1 as a matrix for each position, 2 as a matrix from all inputs to all outputs, 3 as a
     * list of the elements of that matrix that are used. Default 1.
     */
    implementation?: 1 | 2 | 3;
  };

/** One element of a kernel: the input and the output that it connects, as indices in a flattened sample. */
interface Connection {
  readonly input: number;
  readonly output: number;
}

/** How the matrix from all inputs to all outputs and the list of its elements that are used correspond. */
interface Places {
  /** The place of each element in the list; its length if the element is not used. */
  readonly ofMatrix: Int32Array;
  /** The place of each element of the list in the matrix. */
  readonly ofKernel: Int32Array;
}

/** A convolution that has another kernel at each position. */
export abstract class LocallyConnected extends SpatialLayer {
  static override readonly inKeras: LayerClass = {
    endsWithActivation: true,
    // Other layers ignore it.
    ignores: { implementation: () => false },
  };

  private readonly filters: number;
  private readonly windows: Windows;
  private readonly activation: tf.layers.Layer;
  private places?: Places;

  /** @param axes The number of spatial axes. */
  constructor(axes: number, args: LocallyConnectedArgs) {
    const defaults = { filters: null, kernelSize: null, strides: 1, padding: 'valid' };
    const others = { activation: 'linear', useBias: true, implementation: 1 };
    const weights = { kernel: { initializer: 'glorotUniform' }, bias: { initializer: 'zeros' } };
    super(axes, args, { ...defaults, ...others }, weights);
    const { filters, kernelSize, strides, implementation, activation } = this.args;
    this.filters = Number(filters);
    this.windows = {
      kernelSize: oneForEach(this.owner, 'kernelSize', kernelSize, axes),
      strides: oneForEach(this.owner, 'strides', strides, axes),
      dilationRate: Array<number>(axes).fill(1),
    };
    if (![1, 2, 3].includes(implementation as number))
      throw this.wrong('implementation', 'must be 1, 2 or 3');
    this.checkAmong('padding', implementation === 1 ? ['valid'] : ['valid', 'same']);
    const name = `${this.name}_activation`;
    this.activation = tf.layers.activation({ name, activation: activation as 'linear' });
  }

  private countAlong(length: number, axis: number): number {
    return countOf(this.windows, axis, length, this.args.padding as Padding);
  }

  private spaceOf(shape: tf.Shape): number[] {
    const isLast = this.dataFormat === 'channelsLast';
    const space = isLast ? shape.slice(1, -1) : shape.slice(2);
    const lengths = space.map((length, axis) =>
      length === null ? 0 : this.countAlong(length, axis),
    );
    if (lengths.every((length) => length > 0)) return space as number[];
    throw new Error(
      `The input of ${this.owner} must have a known length along each axis, not less than the kernelSize. ` +
        `Received: an input of shape ${show(shape)}, kernelSize=${show(this.args.kernelSize)}`,
    );
  }

  protected override lengthsOf(space: tf.Shape, channels: number | null): tf.Shape {
    const lengths = space.map((length, axis) =>
      length === null ? null : this.countAlong(length, axis),
    );
    return [...lengths, channels === null ? null : this.filters];
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const [space, channels] = [this.spaceOf(shape), this.channelsOf(shape)];
    const counts = space.map((length, axis) => this.countAlong(length, axis));
    this.addOwnWeight('kernel', this.kernelShape(space, counts, channels));
    if (this.args.useBias) this.addOwnWeight('bias', [...counts, this.filters]);
    this.inputSpec = [{ ndim: this.axes + 2 }];
    this.built = true;
  }

  private kernelShape(
    space: readonly number[],
    counts: readonly number[],
    channels: number,
  ): number[] {
    const size = tf.util.sizeFromShape([...counts]);
    if (this.args.implementation === 1) {
      return [size, tf.util.sizeFromShape([...this.windows.kernelSize]) * channels, this.filters];
    }
    const whole =
      this.dataFormat === 'channelsLast'
        ? [...space, channels, ...counts, this.filters]
        : [channels, ...space, this.filters, ...counts];
    this.places = this.placesOf(space, counts, channels);
    return this.args.implementation === 2 ? whole : [this.places.ofKernel.length];
  }

  /** The inputs of each output, in the order in which Keras lists them: by the output, then by the input. */
  private connections(
    space: readonly number[],
    counts: readonly number[],
    channels: number,
  ): Connection[] {
    const isLast = this.dataFormat === 'channelsLast';
    const place = (
      position: readonly number[],
      lengths: readonly number[],
      channel: number,
      of: number,
    ) => {
      const [all, sizes] = isLast
        ? [
            [...position, channel],
            [...lengths, of],
          ]
        : [
            [channel, ...position],
            [of, ...lengths],
          ];
      return all.reduce((index, each, axis) => index * sizes[axis] + each, 0);
    };
    const found = positionsIn(counts.map((count) => [0, count])).flatMap((output) => {
      const windows = output.map((at, axis) => this.windowAt(at, axis, space[axis]));
      return positionsIn(windows).flatMap((input) =>
        positionsIn([
          [0, channels],
          [0, this.filters],
        ]).map(([channel, filter]) => ({
          input: place(input, space, channel, channels),
          output: place(output, counts, filter, this.filters),
        })),
      );
    });
    return found.sort((a, b) => a.output - b.output || a.input - b.input);
  }

  /** Unlike a convolution, Keras centers a window at the stride's multiple if it pads. */
  private windowAt(at: number, axis: number, length: number): [start: number, end: number] {
    const size = this.windows.kernelSize[axis];
    const shift = this.args.padding === 'same' ? Math.floor(size / 2) : 0;
    const start = at * this.windows.strides[axis] - shift;
    return [Math.max(start, 0), Math.min(start + size, length)];
  }

  private placesOf(space: readonly number[], counts: readonly number[], channels: number): Places {
    const connections = this.connections(space, counts, channels);
    const outputs = tf.util.sizeFromShape([...counts]) * this.filters;
    const inputs = tf.util.sizeFromShape([...space]) * channels;
    const ofMatrix = new Int32Array(inputs * outputs).fill(connections.length);
    const ofKernel = Int32Array.from(connections, ({ input, output }) => input * outputs + output);
    ofKernel.forEach((place, i) => {
      ofMatrix[place] = i;
    });
    return { ofMatrix, ofKernel };
  }

  protected override compute(inputs: tf.Tensor[], kwargs: Kwargs): tf.Tensor {
    const y =
      this.args.implementation === 1 ? super.compute(inputs, kwargs) : this.byMatrix(inputs[0]);
    return this.activation.call(this.args.useBias ? this.biased(y) : y, {}) as tf.Tensor;
  }

  /** A matrix product at each position. */
  protected override computeLast(x: tf.Tensor): tf.Tensor {
    const gathered = patches(x, this.windows);
    const [batch, ...counts] = gathered.shape.slice(0, -1);
    const kernel = this.kernelWithChannelsLast(x.shape[this.axes + 1] as number);
    const [positions, features] = kernel.shape;
    const rows = tf.transpose(tf.reshape(gathered, [batch, positions, features]), [1, 0, 2]);
    const products = tf.transpose(tf.matMul(rows, kernel), [1, 0, 2]);
    return tf.reshape(products, [batch, ...counts, this.filters]);
  }

  /** [positions, elements of a window and its channels, filters]. */
  private kernelWithChannelsLast(channels: number): tf.Tensor3D {
    const kernel = this.ownWeight('kernel').read() as tf.Tensor3D;
    if (this.dataFormat === 'channelsLast') return kernel;
    const [positions, , filters] = kernel.shape;
    const parts = tf.reshape(kernel, [positions, channels, -1, filters]);
    return tf.reshape(tf.transpose(parts, [0, 2, 1, 3]), kernel.shape);
  }

  /** One matrix product of the whole input. */
  private byMatrix(x: tf.Tensor): tf.Tensor {
    const [batch, ...lengths] = x.shape;
    const inputs = tf.util.sizeFromShape(lengths);
    const matrix = tf.reshape(this.matrix(), [inputs, -1]);
    const y = tf.matMul(tf.reshape(x, [batch, inputs]) as tf.Tensor2D, matrix as tf.Tensor2D);
    return tf.reshape(y, this.shapeOf([x.shape]) as number[]);
  }

  private matrix(): tf.Tensor {
    const kernel = this.ownWeight('kernel').read();
    const { ofMatrix, ofKernel } = this.places as Places;
    if (this.args.implementation === 2) {
      const isUsed = Float32Array.from(ofMatrix, (place) => Number(place < ofKernel.length));
      return tf.mul(kernel, tf.tensor(isUsed, kernel.shape));
    }
    // Each element has one place, so the gradient is gathered too; that of `tf.gather` does not exist on wasm.
    const gather = tf.customGrad((values) => ({
      value: tf.gather(tf.concat([values as tf.Tensor, tf.zeros([1])]), ofMatrix),
      gradFunc: (dy: tf.Tensor) => tf.gather(dy, ofKernel),
    }));
    return gather(kernel);
  }

  private biased(y: tf.Tensor): tf.Tensor {
    const bias = this.ownWeight('bias').read();
    if (this.dataFormat === 'channelsLast') return tf.add(y, tf.expandDims(bias, 0));
    // Keras does not transpose it.
    return tf.add(y, tf.reshape(bias, [1, ...y.shape.slice(1)]));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), activation: this.activation.getConfig().activation };
  }
}

/** All positions in a box of these bounds, the last axis varying fastest. */
function positionsIn(bounds: readonly (readonly [start: number, end: number])[]): number[][] {
  return bounds.reduce<number[][]>(
    (positions, [start, end]) =>
      positions.flatMap((position) =>
        Array.from({ length: Math.max(end - start, 0) }, (_, i) => [...position, start + i]),
      ),
    [[]],
  );
}

/**
 * A convolution over the steps of a sequence, [batch, steps, channels], with another kernel at each step.
 *
 * Source: `keras.layers.LocallyConnected1D` of Keras 1 and 2.
 *
 * @throws When created: implementation 1 has the padding `'same'`.
 */
export class LocallyConnected1D extends LocallyConnected {
  static override className = 'LocallyConnected1D';

  constructor(args: LocallyConnectedArgs) {
    super(1, args);
  }
}

/**
 * A convolution over images, [batch, height, width, channels], with another kernel at each position.
 *
 * Source: `keras.layers.LocallyConnected2D` of Keras 1 and 2.
 *
 * @throws When created: implementation 1 has the padding `'same'`.
 */
export class LocallyConnected2D extends LocallyConnected {
  static override className = 'LocallyConnected2D';

  constructor(args: LocallyConnectedArgs) {
    super(2, args);
  }
}
