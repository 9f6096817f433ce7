import { show } from '../../arguments/show.js';
import { type Keras1Class, keras1Classes } from './keras1_classes.js';
import type { Report } from './problems.js';
import {
  isObject,
  isSerialized,
  layersOf,
  nameOf,
  type Serialized,
  type SerializedLayer,
} from './serialized.js';
import { isKeras1, isStandaloneBefore24 } from './version.js';

// Converts a model of Keras 1 to the config of Keras 2.

/** Converts a layer of any version of Keras to the config of Keras 2: one layer of Keras 1 existed until 2.4. */
export function inWordsOfKeras2<Layer extends Serialized>(
  layer: Layer,
  version: string,
  problem: Report,
): Layer {
  const isOfKeras1 =
    isKeras1(version) || (layer.class_name === 'Merge' && isStandaloneBefore24(version));
  return isOfKeras1 ? layerOfKeras1(layer, version, problem) : layer;
}

/** Converts a layer, also one that wraps another. It keeps the arguments of Keras 1 as `ofKeras1`. */
function layerOfKeras1<Layer extends Serialized>(
  layer: Layer,
  version: string,
  problem: Report,
): Layer {
  const isKnown = Object.hasOwn(keras1Classes, layer.class_name);
  const known: Keras1Class = isKnown ? keras1Classes[layer.class_name] : {};
  const class_name = known.className?.(layer.config, problem) ?? layer.class_name;
  const config = Object.fromEntries(
    Object.entries(layer.config).flatMap(([key, value]) => {
      if (key === 'layer' && isSerialized(value)) {
        return [[key, layerOfKeras1(value, version, problem)]];
      }
      const word = wordOf(key, known);
      return word === null ? [] : [[word, argument(key, word, value, problem)]];
    }),
  );
  Object.assign(config, known.others?.(layer.config, version, problem));
  return {
    ...{ ...layer, class_name, config, ofKeras1: layer.config },
    ...(isKnown && { module: 'keras.layers' }),
  };
}

/** The name of an argument in Keras 2; `null` if it does not exist there. */
function wordOf(key: string, { words }: Keras1Class): string | null {
  const word = words?.[key] ?? (Object.hasOwn(ARGUMENTS, key) ? ARGUMENTS[key] : key);
  return word === '' ? null : word;
}

/** For most classes; an argument with an empty name is dropped. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  output_dim: 'units',
  nb_filter: 'filters',
  border_mode: 'padding',
  subsample: 'strides',
  dim_ordering: 'data_format',
  bias: 'use_bias',
  init: 'kernel_initializer',
  inner_init: 'recurrent_initializer',
  inner_activation: 'recurrent_activation',
  W_regularizer: 'kernel_regularizer',
  U_regularizer: 'recurrent_regularizer',
  b_regularizer: 'bias_regularizer',
  W_constraint: 'kernel_constraint',
  b_constraint: 'bias_constraint',
  dropout_W: 'dropout',
  dropout_U: 'recurrent_dropout',
  // The first layer of a model has its shape in addition.
  input_dim: '',
  input_length: '',
  input_dtype: '',
  consume_less: '',
};

function argument(key: string, word: string, value: unknown, problem: Report): unknown {
  if (word === 'data_format') return dataFormat(value, problem);
  if (word.endsWith('_initializer')) return initializer(value);
  if (/_(regularizer|constraint)$/.test(key) && isObject(value)) return withClassName(value);
  return value;
}

function dataFormat(value: unknown, problem: Report): string {
  if (value !== 'tf') {
    problem(
      `has dim_ordering=${show(value)}, but tfjs needs the channels last: build it with dim_ordering="tf" in Keras and ` +
        'transpose its weights',
    );
  }
  return 'channels_last';
}

const INITIALIZERS: ReadonlyMap<unknown, string> = new Map([
  ['zero', 'Zeros'],
  ['one', 'Ones'],
  ['normal', 'RandomNormal'],
  ['uniform', 'RandomUniform'],
  ['orthogonal', 'Orthogonal'],
  ['glorot_normal', 'GlorotNormal'],
  ['glorot_uniform', 'GlorotUniform'],
  ['he_normal', 'HeNormal'],
  ['he_uniform', 'HeUniform'],
]);

/** The weights are loaded afterwards, so any initializer can replace one that tfjs does not have. */
function initializer(value: unknown): Serialized {
  return { class_name: INITIALIZERS.get(value) ?? 'Zeros', config: {} };
}

const REGULARIZERS = /^(WeightRegularizer|ActivityRegularizer|L1L2Regularizer)$/;

/** Keras 1 saves a regularizer and a constraint as `{name, …}`. */
function withClassName({
  name,
  m,
  low,
  high,
  ...rest
}: Readonly<Record<string, unknown>>): Serialized {
  const given = { max_value: m ?? high, min_value: low };
  const renamed = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    class_name: REGULARIZERS.test(String(name)) ? 'L1L2' : String(name),
    config: { ...rest, ...Object.fromEntries(renamed) },
  };
}

/**
 * In Keras 1, a sequential model may start with a `Merge` of other models, whose inputs become its own. It is
 * converted to the equivalent functional model.
 */
export function withoutFirstMerge(model: Serialized): Serialized {
  const [merge, ...rest] = layersOf(model) ?? [];
  if (model.class_name !== 'Sequential' || merge?.class_name !== 'Merge') return model;
  const prefix = nameOf(merge);
  const branches = (layersOf(merge) ?? []).map((branch, i) => {
    const name = `${prefix}_branch_${i + 1}`;
    const inputs = inputShapesOf(branch).map((batch_input_shape, at) =>
      called('InputLayer', { name: `${name}_input_${at + 1}`, batch_input_shape }, []),
    );
    const config = { ...branch.config, name };
    return { inputs, model: called(branch.class_name, config, inputs.map(endOf)) };
  });
  const { layers: _, ...config } = merge.config;
  const chain = [
    called(
      'Merge',
      config,
      branches.map(({ model }) => endOf(model)),
    ),
  ];
  for (const layer of rest) {
    chain.push(called(layer.class_name, layer.config, [endOf(chain[chain.length - 1])]));
  }
  const inputs = branches.flatMap((branch) => branch.inputs);
  return {
    ...model,
    class_name: 'Model',
    config: {
      name: nameOf(model) || 'sequential',
      layers: [...inputs, ...branches.map((branch) => branch.model), ...chain],
      input_layers: inputs.map(endOf),
      output_layers: [endOf(chain[chain.length - 1])],
    },
  };
}

type End = readonly [layer: string, node: number, tensor: number];

function called(
  class_name: string,
  config: Serialized['config'],
  inputs: readonly End[],
): SerializedLayer {
  return { class_name, config, inbound_nodes: inputs.length > 0 ? [inputs] : [] };
}

/** The first node of an inner model is its own. */
function endOf(layer: Serialized): End {
  return [nameOf(layer), layersOf(layer) ? 1 : 0, 0];
}

function inputShapesOf(layer: Serialized): unknown[] {
  if (layer.class_name !== 'Sequential') {
    const inputs = (layersOf(layer) ?? []).filter(({ class_name }) => class_name === 'InputLayer');
    return inputs.map(({ config }) => config.batch_input_shape);
  }
  const [first] = layersOf(layer) ?? [];
  if (first === undefined) return [];
  if (first.class_name === 'Merge') return (layersOf(first) ?? []).flatMap(inputShapesOf);
  return layersOf(first) ? inputShapesOf(first) : [first.config.batch_input_shape];
}
