import * as tf from '@tensorflow/tfjs';
import { withOwnStates } from './initial_states.js';
import { withStoredMask } from './stored_mask.js';

// Layers of tfjs with a bug fixed. Each is saved under the name of the original class.

type Inputs = tf.Tensor | tf.Tensor[];
type Kwargs = Record<string, unknown>;
/** Members of tfjs's layers that its types do not declare. */
type Stock = new (config: tf.serialization.ConfigDict) => tf.layers.Layer & Record<string, unknown>;

const { classNameMap } = tf.serialization.SerializationMap.getMap();
const stock = (name: string) => classNameMap[name][0] as unknown as Stock;

/** The layer of tfjs does not accept an input that is already flat. */
export class Flatten extends stock('Flatten') {
  static readonly className = 'KerasFlatten';

  constructor(config: tf.serialization.ConfigDict) {
    super(config);
    this.inputSpec = [{ minNDim: 2 }] as tf.layers.Layer['inputSpec'];
  }

  override getClassName(): string {
    return 'Flatten';
  }
}

/** The layer of tfjs joins along the last axis for any negative axis, although the shape that it states is right. */
export class Concatenate extends stock('Concatenate') {
  static readonly className = 'KerasConcatenate';

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    const axis = this.axis as number;
    if (axis < -1) this.axis = axis + (inputShape as tf.Shape[])[0].length;
  }

  override getClassName(): string {
    return 'Concatenate';
  }
}

/** Replaces a weight that does not exist. */
const constant = (value: tf.Tensor) => ({ read: () => value });

/** A class of tfjs whose gradient is wrong on the wasm backend: there it throws in training. */
function notTrainedOnWasm(
  className: string,
  isWrong: (padding: unknown) => boolean,
): Stock & { readonly className: string } {
  const Base = stock(className);
  return class extends Base {
    static readonly className: string = `Keras${className}`;

    override call(inputs: Inputs, kwargs: Kwargs): Inputs {
      if (kwargs.training === true && tf.getBackend() === 'wasm' && isWrong(this.padding)) {
        throw new Error(
          `The layer '${this.name}' (${className}) cannot be trained on the wasm backend, which computes a wrong ` +
            'gradient: train on another backend',
        );
      }
      return super.call(inputs, kwargs);
    }

    override getClassName(): string {
      return className;
    }
  };
}

const isSame = (padding: unknown) => padding === 'same';

export const Conv3D = notTrainedOnWasm('Conv3D', () => true);
export const MaxPooling1D = notTrainedOnWasm('MaxPooling1D', isSame);
export const MaxPooling2D = notTrainedOnWasm('MaxPooling2D', isSame);

/** In training, the layer of tfjs reads the scale and the offset even if they are disabled. */
export class BatchNormalization extends stock('BatchNormalization') {
  static readonly className = 'KerasBatchNormalization';

  override call(inputs: Inputs, kwargs: Kwargs): Inputs {
    const { scale, center } = this;
    if (kwargs.training !== true || (scale && center)) return super.call(inputs, kwargs);
    return tf.tidy(() => {
      const shape = (this.movingMean as tf.LayerVariable).shape as number[];
      const own = {
        ...(!scale && { gamma: { value: constant(tf.ones(shape)) } }),
        ...(!center && { beta: { value: constant(tf.zeros(shape)) } }),
      };
      return super.call.call(Object.create(this, own), inputs, kwargs);
    });
  }

  override getClassName(): string {
    return 'BatchNormalization';
  }
}

/** Without a scale, the layer of tfjs has no gradient. */
export class LayerNormalization extends stock('LayerNormalization') {
  static readonly className = 'KerasLayerNormalization';

  override call(inputs: Inputs, kwargs: Kwargs): Inputs {
    if (this.scale) return super.call(inputs, kwargs);
    return tf.tidy(() => {
      const [input] = [inputs].flat();
      const shape = (this.axis as number[]).map((axis) => input.shape[axis]);
      const own = { scale: { value: true }, gamma: { value: constant(tf.ones(shape)) } };
      return super.call.call(Object.create(this, own), inputs, kwargs);
    });
  }

  override getClassName(): string {
    return 'LayerNormalization';
  }
}

/**
 * A recurrent class of tfjs that uses the initial states of another layer as its own, or throws because of them, and
 * fails for a mask on webgpu.
 */
function keptApart(className: string): Stock & { readonly className: string } {
  const Base = stock(className);
  return class extends Base {
    static readonly className: string = `Keras${className}`;

    override apply(...[inputs, kwargs]: Parameters<tf.layers.Layer['apply']>) {
      return super.apply(inputs, withOwnStates(inputs, kwargs));
    }

    override call(inputs: Inputs, kwargs: Kwargs): Inputs {
      return tf.tidy(() => super.call(inputs, withStoredMask(kwargs)));
    }

    override getClassName(): string {
      return className;
    }
  };
}

export const SimpleRNN = keptApart('SimpleRNN');
export const GRU = keptApart('GRU');
export const LSTM = keptApart('LSTM');
export const RNN = keptApart('RNN');
export const Bidirectional = keptApart('Bidirectional');

const all: readonly unknown[] = [
  ...[
    Flatten,
    Concatenate,
    Conv3D,
    MaxPooling1D,
    MaxPooling2D,
    BatchNormalization,
    LayerNormalization,
  ],
  ...[SimpleRNN, GRU, LSTM, RNN, Bidirectional],
];
for (const mended of all) {
  tf.serialization.registerClass(
    mended as tf.serialization.SerializableConstructor<tf.layers.Layer>,
  );
}
