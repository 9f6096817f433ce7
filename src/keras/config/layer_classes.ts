import * as tf from '@tensorflow/tfjs';
import { leakyRelu } from '../../catalogue/rectifiers.js';
import {
  type Adjustment,
  adjustBatchNormalization,
  adjustBidirectional,
  adjustConv3D,
  adjustDot,
  adjustInput,
  adjustRnn,
  hasGaps,
} from './adjustments.js';
import { bareName } from './class_name.js';
import { always, type Ignored, isChannelsLast, isOne, unusedKernel } from './ignored.js';
import * as mended from './mended_layers.js';
import { propertiesOf } from './registry.js';
import type { Serialized } from './serialized.js';
import { isKeras3 } from './version.js';

/** How a layer treats the mask of its input; `graph/mask_rules.ts` has a rule for each value. */
export type MaskUse =
  /** Creates a mask: `Masking`, and `Embedding` with `mask_zero`. */
  | 'makes'
  /** Passes the mask on, and computes each step separately. */
  | 'passes'
  /** Passes the mask of each input on to the output in the same place. */
  | 'passes each'
  /** Passes the mask on in tfjs, and in Keras since version 3; computes each step separately. */
  | 'passes in Keras 3'
  /** Passes the mask on in Keras 3, but not in tfjs. */
  | 'lost in tfjs'
  /** Ends the mask; in Keras 3 only if the layer changes the input, otherwise it returns the input itself. */
  | 'may do nothing'
  /** Passes the mask on, and computes with all steps together. */
  | 'mixes'
  /** Passes the mask on, and computes each step separately if its axis is the last. */
  | 'normalizes'
  /** Passes the mask on, and applies another layer to each step. */
  | 'wraps'
  /** Uses the mask: recurrent layers. */
  | 'reads'
  /** Receives a mask as second input, and passes it on: {@link GIVEN_MASK}. */
  | 'given'
  /**
   * Passes on the mask of the sum that is its first input, as Keras combines it from the others: {@link MERGED_MASK}.
   */
  | 'merged'
  /** Uses the mask, and sets masked steps to 0: {@link ZERO_OUTPUT}. */
  | 'zeroes'
  /** Uses the mask in Keras, but does not support it in tfjs. */
  | 'cannot'
  /** Averages the unmasked steps in Keras, and all steps in tfjs. */
  | 'averages'
  /** Uses the mask in some versions of Keras, and passes it on. */
  | 'softmax'
  /** Merges the masks of its inputs, which it adds or multiplies. */
  | 'merges'
  /** Concatenates the masks of its inputs, which it concatenates. */
  | 'joins'
  /** Uses the masks of its query and its value, and passes on that of the query. */
  | 'attends'
  /** Uses the mask of its key as well. */
  | 'attendsInHeads';

/** The arguments that calls of a layer may have. */
export interface CallArguments {
  /** The arguments that are tensors, in their order. */
  readonly tensors: readonly string[];
  /** The arguments that are constants, and become part of the layer's config in tfjs. */
  readonly options?: readonly string[];
  /** Some of the tensors may be omitted, so the layer's config in tfjs names those that are given. */
  readonly namesTensors?: true;
}

/** The circumstances of a layer that matter in addition to its arguments. */
export interface Where {
  /** Whether any layer of the model creates a mask. */
  readonly hasMasks: boolean;
  /** The rank of its input, if the file contains it, or 5 if it may be as high. */
  readonly rank?: number;
}

/** The properties of a class of layers. */
export interface LayerClass {
  /** The arguments of its calls: by default `inputs`, one tensor or a list. Each call may have a `mask`. */
  readonly call?: CallArguments;
  /** How it treats a mask. By default it uses none, and its outputs carry none. */
  readonly mask?: MaskUse;
  /** Its name in Python, which also determines the places of its weights, if it differs. */
  readonly pythonName?: string;
  /** In some versions, a call removes the masks of its inputs. */
  readonly takesMasks?: true;
  /** Arguments that represent what this version of Keras computes. */
  readonly ofVersion?: (layer: Serialized, version: string) => Serialized['config'];
  /** Adjusts arguments that have another meaning in tfjs, after they are translated. */
  readonly adjust?: Adjustment;
  /** The arguments that tfjs ignores in this class, in addition to those that it ignores in all. */
  readonly ignores?: Ignored;
  /** The arguments that tfjs uses, although `getConfig` of its layer does not return them. */
  readonly uses?: readonly string[];
  /** The activation is computed last, so it can be a separate layer. */
  readonly endsWithActivation?: true;
  /** It can be the activation of another layer. The value is its defaults, for which its name is sufficient. */
  readonly asActivation?: Readonly<Record<string, unknown>>;
  /** Whether a class of `layers/`, `Keras>NAME`, replaces that of tfjs, which does not support the arguments. */
  readonly own?: (config: Serialized['config'], where: Where) => boolean;
  /** An op of Keras 3 has the same name. */
  readonly isAlsoOp?: true;
  /** The same class without a bug of tfjs. */
  readonly mendedBy?: string;
}

const { alpha } = leakyRelu.layerDefaults;

const steps = { ignores: { data_format: isChannelsLast } } as const;
const transposed = { endsWithActivation: true, ignores: { dilation_rate: isOne } } as const;
const merges = { mask: 'merges', isAlsoOp: true } as const;
const convolution = { endsWithActivation: true } as const;
const recurrent = { mask: 'reads', call: { tensors: ['sequences', 'initial_state'] } } as const;

/** The layers that represent masks in calls of Keras: see `layers/masks.ts`. */
export const GIVEN_MASK = 'Keras>GivenMask';
export const MERGED_MASK = 'Keras>MergedMask';
export const ZERO_OUTPUT = 'Keras>ZeroOutput';
/** A function that is called on tensors: see `layers/op.ts`. */
export const OP = 'Keras>Op';

type Config = Serialized['config'];

const hasGroups = ({ groups = 1 }: Config) => groups !== 1;
const hasMultiplier = ({ depth_multiplier: multiplier = 1 }: Config) => !isOne(multiplier);
const isChannelsFirst = ({ data_format: format }: Config) => format === 'channels_first';
/** tfjs normalizes no tensors of higher rank. */
const MAX_RANK = 4;
/** Whether tfjs normalizes a batch along this axis. Keras 2 counts axes from the front. */
const isUsual = ([axis, ...others]: readonly unknown[], rank?: number) =>
  others.length > 0 || rank === undefined
    ? !(Number(axis) >= MAX_RANK)
    : rank <= MAX_RANK && (axis === -1 || axis === rank - 1);
/** In three dimensions, some kernels of tfjs's wasm backend are wrong. */
const isWrongHere = () => tf.getBackend() === 'wasm';
const keepsAxes = ({ keepdims }: Config) => keepdims === true;
const isDilated = ({ dilation_rate: rate = 1 }: Config) => !isOne(rate);
/** In tfjs, the gate is applied before the matrix product. */
const resetsAfter = ({ reset_after }: Config) => reset_after === true;

/** TensorFlow rounds the positions of cubic interpolation to 1/1024 of a pixel, and other backends of Keras 3 do not. */
function cubicOfVersion({ config }: Serialized, version: string): Config {
  const { interpolation, antialias, size = 0 } = config;
  const isRounded = [size].flat().some((each) => ![1, 2, 4, 8].includes(Number(each)));
  return isKeras3(version) && interpolation === 'bicubic' && antialias !== true && isRounded
    ? { interpolation: 'bicubic of Keras 3, which depends on the backend' }
    : {};
}

/** The layers of Keras that tfjs has, in the order of Keras's documentation. Others have theirs in `layers/`. */
const classes: Readonly<Record<string, LayerClass>> = {
  InputLayer: { mask: 'passes', adjust: adjustInput },
  Dense: { mask: 'passes', endsWithActivation: true },
  Activation: { mask: 'passes', endsWithActivation: true },
  Embedding: { mask: 'makes' },
  Masking: { mask: 'makes' },
  Identity: { mask: 'passes in Keras 3', own: always },

  ReLU: { mask: 'passes', asActivation: { max_value: null, negative_slope: 0, threshold: 0 } },
  Softmax: { mask: 'softmax', isAlsoOp: true, asActivation: { axis: -1 } },
  LeakyReLU: { mask: 'passes', asActivation: { negative_slope: alpha, alpha } },
  PReLU: { mask: 'passes' },
  ELU: { mask: 'passes', asActivation: { alpha: 1 } },
  ThresholdedReLU: { mask: 'passes', asActivation: { theta: 1 } },

  Conv1D: {
    ...{ ...convolution, ...steps },
    own: (config) => config.padding === 'causal' || isChannelsFirst(config) || hasGroups(config),
  },
  Conv2D: { ...convolution, own: hasGroups },
  Conv3D: {
    ...convolution,
    adjust: adjustConv3D,
    mendedBy: mended.Conv3D.className,
    own: (config) => hasGroups(config) || hasGaps(config),
  },
  SeparableConv2D: {
    ...convolution,
    // tfjs does not save the multiplier.
    own: (config) => hasMultiplier(config) || isChannelsFirst(config),
    uses: ['depth_multiplier'],
    ignores: unusedKernel,
  },
  DepthwiseConv2D: { ...convolution, ignores: { dilation_rate: isOne }, own: isDilated },
  Conv2DTranspose: {
    ...transposed,
    own: (config) => isDilated(config) || config.output_padding != null,
  },
  // That of tfjs has no gradient, and is wrong on wasm.
  Conv3DTranspose: { ...transposed, own: always },

  MaxPooling1D: { ...steps, mendedBy: mended.MaxPooling1D.className, own: isChannelsFirst },
  MaxPooling2D: { mendedBy: mended.MaxPooling2D.className },
  MaxPooling3D: { own: (config) => hasGaps(config) || isWrongHere() },
  AveragePooling1D: { ...steps, own: isChannelsFirst },
  AveragePooling2D: {},
  AveragePooling3D: { own: hasGaps },
  GlobalMaxPooling1D: { ...steps, own: (config) => keepsAxes(config) || isChannelsFirst(config) },
  GlobalMaxPooling2D: { own: keepsAxes },
  GlobalAveragePooling1D: {
    ...{ ...steps, mask: 'averages' },
    own: (config, { hasMasks }) => hasMasks || keepsAxes(config) || isChannelsFirst(config),
  },
  GlobalAveragePooling2D: { own: keepsAxes },

  LSTM: { ...recurrent, mendedBy: mended.LSTM.className },
  LSTMCell: {},
  GRU: { ...recurrent, own: resetsAfter, mendedBy: mended.GRU.className },
  GRUCell: { own: resetsAfter },
  SimpleRNN: { ...recurrent, mendedBy: mended.SimpleRNN.className },
  SimpleRNNCell: {},
  StackedRNNCells: {},
  RNN: { ...recurrent, adjust: adjustRnn, mendedBy: mended.RNN.className },
  TimeDistributed: { mask: 'wraps' },
  Bidirectional: {
    ...recurrent,
    adjust: adjustBidirectional,
    mendedBy: mended.Bidirectional.className,
  },
  ConvLSTM2D: {
    mask: 'cannot',
    own: (config) => isChannelsFirst(config) || config.unroll === true,
  },
  ConvLSTM2DCell: {},

  CategoryEncoding: { own: always },
  Rescaling: { mask: 'lost in tfjs' },
  Resizing: { own: always, ofVersion: cubicOfVersion },
  CenterCrop: { own: always },
  RandomWidth: { own: always }, // The layer of tfjs fails.

  BatchNormalization: {
    mask: 'passes',
    own: ({ axis = -1 }, { rank }) => !isUsual([axis].flat(), rank),
    mendedBy: mended.BatchNormalization.className,
    adjust: adjustBatchNormalization,
    // They configure `renorm`.
    ignores: { renorm_clipping: always, renorm_momentum: always },
  },
  LayerNormalization: {
    mask: 'normalizes',
    mendedBy: mended.LayerNormalization.className,
    own: ({ axis = -1, ...config }, { rank = 0 }) =>
      rank > MAX_RANK ||
      [axis].flat().some((each) => Number(each) >= MAX_RANK) ||
      config.rms_scaling === true ||
      Boolean(config.gamma_constraint ?? config.beta_constraint),
  },

  Dropout: { mask: 'passes' },
  SpatialDropout1D: { mask: 'passes' },
  GaussianDropout: { mask: 'passes' },
  AlphaDropout: { mask: 'passes' },
  GaussianNoise: { mask: 'passes' },

  Reshape: { mask: 'may do nothing', isAlsoOp: true },
  Flatten: { mendedBy: mended.Flatten.className },
  RepeatVector: {},
  Permute: { mask: 'may do nothing' },
  Cropping2D: {},
  UpSampling2D: {
    own: ({ interpolation = 'nearest' }) => interpolation !== 'nearest',
    ofVersion: cubicOfVersion,
  },
  ZeroPadding2D: {},

  Concatenate: { mask: 'joins', isAlsoOp: true, mendedBy: mended.Concatenate.className },
  Average: merges,
  Maximum: merges,
  Minimum: merges,
  Add: merges,
  Multiply: merges,
  Dot: { isAlsoOp: true, adjust: adjustDot },

  [OP]: {},
  [GIVEN_MASK]: { mask: 'given' },
  [MERGED_MASK]: { mask: 'merged' },
  [ZERO_OUTPUT]: { mask: 'zeroes' },
};

/** The layers of tfjs. */
export const layerClasses: ReadonlyMap<string, LayerClass> = new Map(Object.entries(classes));

/** The names here of classes that have another name in Python, which `.h5` files contain. */
const OF_PYTHON: Readonly<Record<string, string>> = {
  GroupedQueryAttention: 'GroupQueryAttention',
};

/** The name of a class here. */
export function nameHere(className: string): string {
  return Object.hasOwn(OF_PYTHON, className) ? OF_PYTHON[className] : className;
}

/** The properties of a class of layers; empty for an unknown class. */
export function layerClass(className: string): LayerClass {
  return found(className) ?? {};
}

/** Whether a class is known. */
export function isKnown(className: string): boolean {
  return found(className) !== undefined;
}

function found(className: string): LayerClass | undefined {
  const name = nameHere(className);
  return layerClasses.get(bareName(name)) ?? layerClasses.get(name) ?? propertiesOf(name);
}
