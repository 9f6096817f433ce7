import { show } from '../../arguments/show.js';
import type { Report } from './problems.js';
import { isObject, type Serialized } from './serialized.js';

// The layers of Keras 1 that have other names or arguments in Keras 2.

type Config = Serialized['config'];

/** The properties of a class of Keras 1. */
export interface Keras1Class {
  /** The name of the class in Keras 2; by default the same. */
  readonly className?: (config: Config, problem: Report) => string;
  /**
   * The names of its arguments in Keras 2, where they differ from those of most classes; empty if an argument does
   * not exist there.
   */
  readonly words?: Readonly<Record<string, string>>;
  /** The arguments that are computed from others, or have other values. */
  readonly others?: (config: Config, version: string, problem: Report) => Config;
}

const named = (name: string) => () => name;

const pool1D: Keras1Class = { words: { pool_length: 'pool_size', stride: 'strides' } };
const rate: Keras1Class = { words: { p: 'rate' } };
const recurrent: Keras1Class = {
  words: { forget_bias_init: '' },
  others: ({ forget_bias_init }) =>
    forget_bias_init === undefined ? {} : { unit_forget_bias: forget_bias_init === 'one' },
};

const convolution1D: Keras1Class = {
  className: named('Conv1D'),
  words: {
    filter_length: 'kernel_size',
    subsample_length: 'strides',
    atrous_rate: 'dilation_rate',
  },
};

const sizes2D = { nb_row: '', nb_col: '', atrous_rate: 'dilation_rate' };
const kernel2D = ({ nb_row, nb_col }: Config) => ({ kernel_size: [nb_row, nb_col] });
const convolution2D: Keras1Class = {
  className: named('Conv2D'),
  words: sizes2D,
  others: kernel2D,
};

/** An activation with learned parameters, each with an initializer. */
const learned = (...parameters: readonly string[]): Keras1Class => ({
  words: Object.fromEntries(parameters.map((name) => [`${name}_init`, `${name}_initializer`])),
});

export const keras1Classes: Readonly<Record<string, Keras1Class>> = {
  TimeDistributedDense: { className: named('Dense') },
  InputLayer: { words: { input_dtype: 'dtype' } },
  Embedding: {
    words: {
      ...{ input_dim: 'input_dim', output_dim: 'output_dim', input_length: 'input_length' },
      init: 'embeddings_initializer',
      W_regularizer: 'embeddings_regularizer',
      W_constraint: 'embeddings_constraint',
      dropout: '', // In training only.
    },
  },
  Dropout: rate,
  SpatialDropout1D: rate,
  SpatialDropout2D: rate,
  SpatialDropout3D: rate,
  GaussianDropout: rate,
  GaussianNoise: { words: { sigma: 'stddev' } },

  Convolution1D: convolution1D,
  AtrousConvolution1D: convolution1D,
  Convolution2D: convolution2D,
  AtrousConvolution2D: convolution2D,
  Deconvolution2D: {
    className: named('Conv2DTranspose'),
    words: { ...sizes2D, output_shape: '' },
    others: kernel2D,
  },
  SeparableConvolution2D: {
    className: named('SeparableConv2D'),
    words: { ...sizes2D, init: 'depthwise_initializer' },
    others: kernel2D,
  },
  Convolution3D: {
    className: named('Conv3D'),
    words: { kernel_dim1: '', kernel_dim2: '', kernel_dim3: '' },
    others: ({ kernel_dim1, kernel_dim2, kernel_dim3 }) => ({
      kernel_size: [kernel_dim1, kernel_dim2, kernel_dim3],
    }),
  },
  ConvLSTM2D: {
    words: { ...sizes2D, ...recurrent.words },
    others: (config, version, problem) => ({
      ...kernel2D(config),
      ...recurrent.others?.(config, version, problem),
    }),
  },
  MaxPooling1D: pool1D,
  AveragePooling1D: pool1D,
  UpSampling1D: { words: { length: 'size' } },
  ZeroPadding2D: { others: ({ padding }) => ({ padding: padding2D(padding) }) },

  LSTM: recurrent,
  GRU: recurrent,
  SimpleRNN: recurrent,

  PReLU: { words: { init: 'alpha_initializer' } },
  SReLU: learned('t_left', 'a_left', 't_right', 'a_right'),
  ParametricSoftplus: {
    words: { alpha_init: '', beta_init: '', shared_axes: '' },
    others({ shared_axes = null }) {
      const parameter = { initializer: 'zeros', shared_axes };
      return { alpha: parameter, beta: parameter };
    },
  },

  BatchNormalization: {
    words: { mode: '' },
    others({ mode = 0 }, version, problem) {
      if (mode !== 0) problem(`has mode=${show(mode)}, which only Keras 1 supports: use mode=0`);
      if (/^1\.0\.[0-7]$/.test(version)) {
        problem(
          `was saved by Keras ${version}, which computes it differently from 1.0.8 and later: save it with 1.2.2`,
        );
      }
      return {};
    },
  },
  Merge: {
    className: classOfMerge,
    words: Object.fromEntries(
      (
        'mode mode_type concat_axis dot_axes output_shape output_shape_type output_mask output_mask_type ' +
        'arguments'
      )
        .split(' ')
        .map((key) => [key, '']),
    ),
    others({ mode, concat_axis, dot_axes }) {
      if (mode === 'concat') return { axis: concat_axis };
      return mode === 'dot' ? { axes: dot_axes } : {};
    },
  },
};

const MODES: Readonly<Record<string, string>> = {
  ...{ sum: 'Add', mul: 'Multiply', ave: 'Average', max: 'Maximum' },
  ...{ concat: 'Concatenate', dot: 'Dot' },
};

function classOfMerge({ mode, mode_type = 'raw' }: Config, problem: Report): string {
  const isKnown = mode_type === 'raw' && Object.hasOwn(MODES, String(mode));
  if (isKnown) return MODES[String(mode)];
  problem(
    mode_type === 'raw'
      ? `has mode=${show(mode)}, which only Keras 1 supports: use other layers`
      : 'merges with a function, which is not saved in the file',
  );
  return 'Add';
}

const SIDES = ['top_pad', 'bottom_pad', 'left_pad', 'right_pad'];

/** Four numbers, or the keys of an object, mean the top, the bottom, the left and the right. */
function padding2D(padding: unknown): unknown {
  const given = isObject(padding) ? SIDES.map((side) => padding[side] ?? 0) : padding;
  if (!Array.isArray(given) || given.length !== 4) return padding;
  const [top, bottom, left, right] = given;
  return [
    [top, bottom],
    [left, right],
  ];
}
