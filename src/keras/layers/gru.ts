import * as tf from '@tensorflow/tfjs';
import { aLayer, readLayerArguments } from '../../layers/arguments.js';
import { bareName } from '../config/class_name.js';
import { withOwnStates } from '../config/initial_states.js';
import { withStoredMask } from '../config/stored_mask.js';

// The GRU of tfjs applies the reset gate before the matrix product, `resetAfter: false`. Keras's default applies it
// after the product, `resetAfter: true`, which tfjs refuses. Everything else is the same, so these classes extend
// those of tfjs.

/** The arguments of {@link GRU}: those of `tf.layers.gru`, and whether the reset gate is applied after the product. */
export type GRUArgs = Parameters<typeof tf.layers.gru>[0] & { resetAfter?: boolean };

/** The arguments of {@link GRUCell}: those of `tf.layers.gruCell`, and `resetAfter` as in {@link GRUArgs}. */
export type GRUCellArgs = Parameters<typeof tf.layers.gruCell>[0] & { resetAfter?: boolean };

type Kwargs = Parameters<tf.layers.Layer['call']>[1];
type AddWeight = tf.layers.Layer['addWeight'];
interface Activation {
  apply(x: tf.Tensor): tf.Tensor;
}

/** The members of tfjs's own classes that are used here; tfjs does not export these classes. */
interface StockCell extends tf.layers.RNNCell {
  stateSize: number;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly useBias: boolean;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly kernel: tf.LayerVariable;
  readonly recurrentKernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable;
}
interface StockGRU extends tf.RNN {
  cell: tf.layers.RNNCell;
}
/** With a name, tfjs does not count the layers. */
const example = { units: 1, name: 'stock' };
const stock = { cell: tf.layers.gruCell(example), layer: tf.layers.gru(example) };
const StockGRUCell = stock.cell.constructor as new (_: object) => StockCell;
const StockGRU = stock.layer.constructor as new (_: object) => StockGRU;

/** @throws When tfjs's layer does not have an argument. */
function checkArguments(owner: string, args: object, stock: tf.layers.Layer): void {
  const names = Object.keys(stock.getConfig()).map((name) => [name, {}]);
  readLayerArguments(aLayer(owner), args, Object.fromEntries(names));
}

/** tfjs adds the custom objects of a model that it loads to the arguments of each layer. */
function withoutCustomObjects({ customObjects, ...args }: tf.serialization.ConfigDict) {
  return args;
}

/** The class name that tfjs derives the layer's name from, which cannot contain a `>`. */
function classNameOf(layer: tf.layers.Layer): string {
  const { className } = layer.constructor as typeof GRU;
  return layer.name === undefined ? bareName(className) : className;
}

/** The dropout masks of one run over a sequence: one for all gates, or one for each. */
interface DropoutMasks {
  readonly input: readonly tf.Tensor[];
  readonly state: readonly tf.Tensor[];
}

const GATES = 3;

/**
 * The cell of a {@link GRU}. With `resetAfter`, from `x` and the state `h`, and with `[z, r, n]` as three parts:
 *
 *     [xz, xr, xn] = x · kernel + bias[0]
 *     [hz, hr, hn] = h · recurrent_kernel + bias[1]
 *     z = recurrentActivation(xz + hz)
 *     r = recurrentActivation(xr + hr)
 *     h' = z * h + (1 - z) * activation(xn + r * hn)
 *
 * Source: `keras.layers.GRUCell` with `reset_after=True`.
 */
export class GRUCell extends StockGRUCell {
  static className = 'Keras>GRUCell';

  private readonly resetAfter: boolean;
  private run?: Kwargs;
  private masks: DropoutMasks = { input: [], state: [] };

  constructor(args: GRUCellArgs) {
    checkArguments('GRUCell', args, stock.cell);
    super({ ...args, resetAfter: false });
    this.resetAfter = args.resetAfter === true;
  }

  static fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new layerClass(withoutCustomObjects(config));
  }

  override getClassName(): string {
    return classNameOf(this);
  }

  /** The bias has one row for the input and one for the state. */
  override addWeight(...args: Parameters<AddWeight>): ReturnType<AddWeight> {
    const [name, shape, ...rest] = args;
    return super.addWeight(
      name,
      this.resetAfter && name === 'bias' ? [2, ...shape] : shape,
      ...rest,
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    if (!this.resetAfter) return super.call(inputs, kwargs);
    return tf.tidy(() => {
      const [x, h] = inputs as tf.Tensor[];
      this.beginRun(x, h, kwargs);
      const [inputBias, stateBias] = this.useBias ? tf.unstack(this.bias.read()) : [];
      const { input, state } = this.masks;
      const ofInput = gates(x, input, this.kernel, inputBias);
      const ofState = gates(h, state, this.recurrentKernel, stateBias);
      const z = this.recurrentActivation.apply(tf.add(ofInput[0], ofState[0]));
      const r = this.recurrentActivation.apply(tf.add(ofInput[1], ofState[1]));
      const candidate = this.activation.apply(tf.add(ofInput[2], tf.mul(r, ofState[2])));
      const next = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
      return [next, next];
    });
  }

  /** An RNN passes the same `kwargs` to all steps of a run, which share the dropout masks. */
  private beginRun(x: tf.Tensor, h: tf.Tensor, kwargs: Kwargs): void {
    if (kwargs === this.run) return;
    this.run = kwargs;
    tf.dispose([...this.masks.input, ...this.masks.state]);
    // As in Keras, where dropout of the state means that the gates are computed separately.
    const count = this.recurrentDropout > 0 ? GATES : 1;
    const masksOf = (like: tf.Tensor, rate: number) =>
      kwargs?.training === true && rate > 0 && rate < 1
        ? Array.from({ length: count }, () => tf.keep(tf.dropout(tf.onesLike(like), rate)))
        : [];
    this.masks = { input: masksOf(x, this.dropout), state: masksOf(h, this.recurrentDropout) };
  }

  /** The arguments, with `resetAfter`. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: this.resetAfter };
  }
}

/** The parts of `x · kernel + bias`, one for each gate. */
function gates(
  x: tf.Tensor,
  masks: readonly tf.Tensor[],
  kernel: tf.LayerVariable,
  bias: tf.Tensor | undefined,
): tf.Tensor[] {
  const weights = kernel.read();
  const [mask, ...others] = masks;
  const product =
    others.length === 0
      ? tf.matMul(mask ? tf.mul(x, mask) : x, weights)
      : tf.concat(
          tf.split(weights, GATES, 1).map((part, i) => tf.matMul(tf.mul(x, masks[i]), part)),
          1,
        );
  return tf.split(bias ? tf.add(product, bias) : product, GATES, 1);
}

/**
 * Gated recurrent unit, with the reset gate before or after the matrix product: see {@link GRUCell}.
 *
 * Source: Cho et al. 2014; `keras.layers.GRU`.
 */
export class GRU extends StockGRU {
  static className = 'Keras>GRU';

  constructor(args: GRUArgs) {
    checkArguments('GRU', args, stock.layer);
    super({ ...args, resetAfter: false });
    this.cell = new GRUCell(cellArguments(args));
  }

  override getClassName(): string {
    return classNameOf(this);
  }

  override apply(...[inputs, kwargs]: Parameters<tf.layers.Layer['apply']>) {
    return super.apply(inputs, withOwnStates(inputs, kwargs));
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => super.call(inputs, withStoredMask(kwargs)));
  }

  /** The losses of the regularizers, which tfjs adds to the cell only. */
  override get losses() {
    return this.cell.losses;
  }

  static fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new layerClass(withoutCustomObjects(config));
  }
}

/** The arguments of the cell. */
function cellArguments(args: GRUArgs): GRUCellArgs {
  const names = Object.keys(stock.cell.getConfig());
  return Object.fromEntries(
    Object.entries(args).filter(([name]) => names.includes(name)),
  ) as unknown as GRUCellArgs;
}
