import * as tf from '@tensorflow/tfjs';
import { show } from '../../../arguments/show.js';
import type { LayerArgs } from '../../../layers/arguments.js';
import type { LayerClass } from '../../config/layer_classes.js';
import {
  type Config,
  type Inputs,
  KerasLayer,
  type Kwargs,
  listOfShapes,
  type Shapes,
} from '../keras_layer.js';
import { oneForEach } from '../lengths.js';
import { split } from '../parts.js';
import { convolve, countOf, type Padding, padded, type Windows } from '../windows.js';

type StockArgs = Parameters<typeof tf.layers.convLstm2d>[0];

/** The arguments of a {@link ConvLSTM1D} or {@link ConvLSTM3D} layer. */
export type ConvLSTMArgs = LayerArgs &
  Omit<StockArgs, 'cell' | 'kernelSize' | 'strides' | 'dilationRate'> & {
    /** The lengths of a window, one for each spatial axis or one for all. Required. */
    kernelSize?: number | number[];
    /** The distance of windows, one for each spatial axis or one for all. Default 1. */
    strides?: number | number[];
    /** The distance of the elements of a window. Default 1. */
    dilationRate?: number | number[];
  };

const GATES = 4;

/** The inputs of a run over a sequence, and the shape of a state, [batch, ...space, filters]. */
interface States {
  readonly hidden: tf.Tensor;
  readonly carry: tf.Tensor;
}

/**
 * An LSTM whose products are convolutions, with the gates `[i, f, c, o]` as parts of the filters:
 *
 *     i, f, o = recurrentActivation(kernel * x + recurrent_kernel * h + bias)
 *     c' = f * c + i * activation(kernel * x + recurrent_kernel * h + bias)
 *     h' = o * activation(c')
 */
export abstract class ConvLSTM extends KerasLayer {
  static override readonly inKeras: LayerClass = {
    mask: 'cannot',
    call: { tensors: ['sequences', 'initial_state'] },
  };

  /** Whether all steps are returned, which a `Bidirectional` asks. */
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  private readonly filters: number;
  private readonly windows: Windows;
  private readonly activation: tf.layers.Layer;
  private readonly recurrentActivation: tf.layers.Layer;
  private kept: States | null = null;

  /** @param axes The number of spatial axes. */
  constructor(
    private readonly axes: number,
    args: ConvLSTMArgs,
  ) {
    const ofConvolution = { kernelSize: null, strides: 1, padding: 'valid', dilationRate: 1 };
    const ofCell = { activation: 'tanh', recurrentActivation: 'sigmoid', useBias: true };
    const dropped = { unitForgetBias: true, dropout: 0, recurrentDropout: 0 };
    const ofSequence = { returnSequences: false, returnState: false, goBackwards: false };
    const others = { stateful: false, unroll: false, filters: null, dataFormat: 'channelsLast' };
    super(
      args,
      { ...ofConvolution, ...ofCell, ...dropped, ...ofSequence, ...others },
      {
        kernel: { initializer: 'glorotUniform' },
        recurrent_kernel: { key: 'recurrent', initializer: 'orthogonal' },
        bias: { initializer: 'zeros' },
      },
    );
    const list = (key: string) =>
      this.positive(key, oneForEach(this.owner, key, this.args[key], axes));
    [this.filters] = this.positive('filters', [Number(this.args.filters)]);
    this.windows = {
      kernelSize: list('kernelSize'),
      strides: list('strides'),
      dilationRate: list('dilationRate'),
    };
    this.returnSequences = this.args.returnSequences === true;
    this.returnState = this.args.returnState === true;
    this.checkAmong('padding', ['valid', 'same']);
    this.checkAmong('dataFormat', ['channelsLast', 'channelsFirst']);
    const activation = (key: string) =>
      tf.layers.activation({ name: `${this.name}_${key}`, activation: this.args[key] as 'tanh' });
    this.activation = activation('activation');
    this.recurrentActivation = activation('recurrentActivation');
  }

  private positive(key: string, values: number[]): number[] {
    if (values.every((each) => Number.isInteger(each) && each > 0)) return values;
    throw this.wrong(key, 'must be positive');
  }

  private get isFirst(): boolean {
    return this.args.dataFormat === 'channelsFirst';
  }

  /** The spatial lengths and the channels of [batch, steps, ...]. */
  private spaceOf(shape: tf.Shape): readonly [space: number[], channels: number] {
    const lengths = shape.slice(2);
    if (lengths.length !== this.axes + 1 || lengths.includes(null)) {
      throw new Error(
        `The input of ${this.owner} must have the axes [batch, steps] and ${this.axes + 1} axes of known lengths. ` +
          `Received: an input of shape ${show(shape)}`,
      );
    }
    const known = lengths as number[];
    return this.isFirst ? [known.slice(1), known[0]] : [known.slice(0, -1), known[this.axes]];
  }

  private stateSpace(space: readonly number[]): number[] {
    const { padding } = this.args;
    return space.map((length, axis) => countOf(this.windows, axis, length, padding as Padding));
  }

  override get stateful(): boolean {
    return this.args?.stateful === true;
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const [space, channels] = this.spaceOf(shape);
    const { kernelSize } = this.windows;
    if (this.stateSpace(space).some((length) => length < 1)) {
      throw this.wrong('kernelSize', `must not exceed the input, ${show(space)}`);
    }
    this.addOwnWeight('kernel', [...kernelSize, channels, this.filters * GATES]);
    this.addOwnWeight('recurrent_kernel', [...kernelSize, this.filters, this.filters * GATES]);
    if (this.args.useBias) {
      this.addOwnWeight('bias', [this.filters * GATES]);
      if (this.args.unitForgetBias) this.forgetLittle();
    }
    this.built = true;
  }

  /** The bias of the forget gate is 1 at first. */
  private forgetLittle(): void {
    const bias = this.ownWeight('bias');
    tf.tidy(() => {
      const gates = split(bias.read(), GATES, 0);
      gates[1] = tf.onesLike(gates[1]);
      bias.write(tf.concat(gates));
    });
  }

  /** tfjs's orthogonal initializer accepts matrices only. */
  override addWeight(
    ...[name, shape, dtype, initializer, ...others]: Parameters<tf.layers.Layer['addWeight']>
  ) {
    if (initializer?.getClassName() !== 'Orthogonal') {
      return super.addWeight(name, shape, dtype, initializer, ...others);
    }
    const lengths = shape as number[];
    const last = lengths[lengths.length - 1];
    const rows = tf.util.sizeFromShape(lengths) / last;
    const ofMatrix: Pick<typeof initializer, 'apply'> = {
      apply: () => tf.tidy(() => tf.reshape(initializer.apply([rows, last]), lengths)),
    };
    return super.addWeight(name, shape, dtype, ofMatrix as typeof initializer, ...others);
  }

  protected override compute([x, hidden, carry]: tf.Tensor[], { training }: Kwargs): Inputs {
    const [batch, steps] = x.shape;
    const [space] = this.spaceOf(x.shape);
    const stateShape = [batch, ...this.stateSpace(space), this.filters];
    const size = tf.util.sizeFromShape(stateShape);
    const flat = (state: tf.Tensor) => tf.reshape(this.toLast(state), [-1, this.filters]);
    const whole = (state: tf.Tensor) => this.fromLast(tf.reshape(state, stateShape));
    let states = hidden ? { hidden: flat(hidden), carry: flat(carry) } : this.kept;
    states ??= {
      hidden: tf.zeros([size / this.filters, this.filters]),
      carry: tf.zeros([size / this.filters, this.filters]),
    };
    const ofInput = this.productsOfInput(x, training === true);
    const rates = this.masks(
      tf.reshape(states.hidden, stateShape),
      'recurrentDropout',
      training === true,
    );
    const outputs: tf.Tensor[] = [];
    for (let i = 0; i < steps; i++) {
      const at = this.args.goBackwards ? steps - 1 - i : i;
      const here = tf.slice(ofInput, [0, at, 0], [batch, 1, (size / batch) * GATES]);
      states = this.step(tf.reshape(here, [-1, this.filters * GATES]), states, stateShape, rates);
      outputs.push(states.hidden);
    }
    if (this.stateful) this.keep(states);
    const rows = outputs.map((each) => tf.reshape(each, [batch, 1, size / batch]));
    const output = this.returnSequences
      ? this.sequence(tf.concat(rows, 1), stateShape)
      : whole(states.hidden);
    return this.returnState ? [output, whole(states.hidden), whole(states.carry)] : output;
  }

  private sequence(rows: tf.Tensor, [batch, ...lengths]: readonly number[]): tf.Tensor {
    const steps = rows.shape[1] as number;
    const y = this.fromLast(tf.reshape(rows, [batch * steps, ...lengths]));
    return tf.reshape(y, [batch, steps, ...y.shape.slice(1)]);
  }

  /** The products of all steps with the kernel, [batch, steps, values of a state times the gates]. */
  private productsOfInput(x: tf.Tensor, isTraining: boolean): tf.Tensor {
    const [batch, steps, ...lengths] = x.shape;
    const last = this.toLast(tf.reshape(x, [batch * steps, ...lengths]));
    const kernel = this.ownWeight('kernel').read();
    const first = tf.slice(tf.reshape(x, [batch, steps, -1]), [0, 0, 0], [batch, 1, -1]);
    const masks = this.masks(
      this.toLast(tf.reshape(first, [batch, ...lengths])),
      'dropout',
      isTraining,
    ).map((mask) => tf.tile(tf.reshape(mask, [batch, 1, -1]), [1, steps, 1]));
    const product = this.convolved(last, kernel, this.windows, masks, this.args.padding as Padding);
    const flat = tf.reshape(product, [-1, this.filters * GATES]);
    const biased = this.args.useBias ? tf.add(flat, this.ownWeight('bias').read()) : flat;
    return tf.reshape(biased, [batch, steps, -1]);
  }

  private step(
    ofInput: tf.Tensor,
    { hidden, carry }: States,
    stateShape: readonly number[],
    masks: readonly tf.Tensor[],
  ): States {
    const { kernelSize } = this.windows;
    const ones = kernelSize.map(() => 1);
    const dense = { kernelSize, strides: ones, dilationRate: ones };
    const ofState = this.convolved(
      tf.reshape(hidden, [...stateShape]),
      this.ownWeight('recurrent_kernel').read(),
      dense,
      masks,
      'same',
    );
    const gates = split(tf.add(ofInput, tf.reshape(ofState, ofInput.shape)), GATES, 1);
    const recurrent = (z: tf.Tensor) => this.recurrentActivation.call(z, {}) as tf.Tensor;
    const activated = (z: tf.Tensor) => this.activation.call(z, {}) as tf.Tensor;
    const next = tf.add(
      tf.mul(recurrent(gates[1]), carry),
      tf.mul(recurrent(gates[0]), activated(gates[2])),
    );
    return { hidden: tf.mul(recurrent(gates[3]), activated(next)), carry: next };
  }

  /** A convolution whose input is multiplied by a mask for each gate, if there are masks. */
  private convolved(
    x: tf.Tensor,
    kernel: tf.Tensor,
    windows: Windows,
    masks: readonly tf.Tensor[],
    padding: Padding,
  ): tf.Tensor {
    const of = (input: tf.Tensor, part: tf.Tensor) =>
      convolve(padded(input, windows, padding), part, windows);
    if (masks.length === 0) return of(x, kernel);
    const kernels = split(tf.reshape(kernel, [-1, this.filters * GATES]), GATES, 1).map((part) =>
      tf.reshape(part, [...kernel.shape.slice(0, -1), this.filters]),
    );
    const products = masks.map((mask, i) => of(tf.mul(x, tf.reshape(mask, x.shape)), kernels[i]));
    const rows = products.map((each) => tf.reshape(each, [-1, this.filters]));
    return tf.reshape(tf.concat(rows, 1), [...products[0].shape.slice(0, -1), -1]);
  }

  /** One mask for each gate, for all steps; none outside of training. */
  private masks(like: tf.Tensor, key: string, isTraining: boolean): tf.Tensor[] {
    const rate = Number(this.args[key]);
    if (!isTraining || !(rate > 0 && rate < 1)) return [];
    return Array.from({ length: GATES }, () => tf.dropout(tf.onesLike(like), rate));
  }

  private keep({ hidden, carry }: States): void {
    const before = this.kept;
    this.kept = { hidden: tf.keep(tf.clone(hidden)), carry: tf.keep(tf.clone(carry)) };
    tf.dispose({ ...before });
  }

  /** Forgets the states of a stateful layer. */
  override resetStates(): void {
    tf.dispose({ ...this.kept });
    this.kept = null;
  }

  /** Moves the channels, the first axis after the batch, to the end. */
  private toLast(x: tf.Tensor): tf.Tensor {
    return this.isFirst ? moved(x, x.shape[1] as number, true) : x;
  }

  private fromLast(x: tf.Tensor): tf.Tensor {
    return this.isFirst ? moved(x, this.filters, false) : x;
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    const [shape] = listOfShapes(inputShape);
    const lengths = this.stateSpace(this.spaceOf(shape)[0]);
    const ofState = this.isFirst ? [this.filters, ...lengths] : [...lengths, this.filters];
    const state = [shape[0], ...ofState];
    const output = this.returnSequences ? [shape[0], shape[1], ...ofState] : state;
    return this.returnState ? [output, state, state] : output;
  }

  override getConfig(): Config {
    const nameOf = (layer: tf.layers.Layer) => layer.getConfig().activation;
    return {
      ...super.getConfig(),
      activation: nameOf(this.activation),
      recurrentActivation: nameOf(this.recurrentActivation),
    };
  }
}

/** Moves the channels to the end, or from there to the front. */
function moved(x: tf.Tensor, channels: number, isToEnd: boolean): tf.Tensor {
  const [batch, ...lengths] = x.shape;
  const size = tf.util.sizeFromShape(lengths);
  const [from, to] = [channels, size / channels];
  const flat = tf.reshape(x, isToEnd ? [batch, from, to] : [batch, to, from]);
  const space = isToEnd ? lengths.slice(1) : lengths.slice(0, -1);
  const shape = isToEnd ? [batch, ...space, channels] : [batch, channels, ...space];
  return tf.reshape(tf.transpose(flat, [0, 2, 1]), shape);
}

/**
 * An LSTM over sequences of rows, [batch, steps, length, channels], whose products are convolutions.
 *
 * Source: Shi et al. 2015; `keras.layers.ConvLSTM1D`.
 */
export class ConvLSTM1D extends ConvLSTM {
  static override className = 'ConvLSTM1D';

  constructor(args: ConvLSTMArgs) {
    super(1, args);
  }
}

/**
 * The same over sequences of images, [batch, steps, height, width, channels].
 *
 * Source: Shi et al. 2015; `keras.layers.ConvLSTM2D`.
 */
export class ConvLSTM2D extends ConvLSTM {
  static override className = 'Keras>ConvLSTM2D';

  constructor(args: ConvLSTMArgs) {
    super(2, args);
  }
}

/**
 * The same over sequences of volumes, [batch, steps, depth, height, width, channels].
 *
 * Source: Shi et al. 2015; `keras.layers.ConvLSTM3D`.
 */
export class ConvLSTM3D extends ConvLSTM {
  static override className = 'ConvLSTM3D';

  constructor(args: ConvLSTMArgs) {
    super(3, args);
  }
}
