import * as tf from '@tensorflow/tfjs';
import { camelCase } from '../activations/names.js';
import { show } from '../formula/show.js';
import { ActivationLayer } from '../layers/activation_layer.js';
import {
  isObject,
  isSerialized,
  layersOf,
  nameOf,
  type Serialized,
  type SerializedLayer,
} from './serialized.js';

// What Keras writes of a model, in the words of Keras 2 that tfjs reads.

/** What cannot be translated, and where it is. */
export interface Problem {
  /** `model/layers/7`. */
  readonly place: string;
  /** The layer by its name and its class: `layer 'lambda_3' (Lambda)`. */
  readonly layer: string;
  readonly message: string;
}

/** Where a layer is, in the source and in tfjs's model. */
interface Where {
  readonly place: string;
  /** The names of the models that hold it, and its own, in the source. */
  readonly path: readonly string[];
  /** The same in tfjs's model, where no two layers may share a name, without the outermost. */
  readonly translatedPath: readonly string[];
  /** What a `.keras` file calls its place: `layers/dense_1`; of the model itself, nothing. */
  readonly store: string;
}

/** A layer that is no model. */
export interface Leaf extends Where {
  readonly source: SerializedLayer;
}

export interface Translation {
  readonly topology: Serialized;
  readonly leaves: readonly Leaf[];
  readonly problems: readonly Problem[];
}

/** @param version Of the Keras that saved the model. */
export function translate(model: Serialized, version: string): Translation {
  const translator = new Translator(Number.parseInt(version, 10) >= 3);
  const topology = translator.model(model, {
    place: 'model',
    path: [nameOf(model)],
    translatedPath: [],
    store: '',
  });
  return { topology, leaves: translator.leaves, problems: translator.problems };
}

type Report = (message: string) => void;

/** What objects are besides their class and config: who registered them, and how they were built. */
const WRAPPING = [
  'module',
  'registered_name',
  'build_config',
  'compile_config',
  'shared_object_id',
];

/** Classes that tfjs calls otherwise. */
const renamed = new Map([
  ['LecunNormal', 'LeCunNormal'],
  ['LecunUniform', 'LeCunUniform'],
  ['OrthogonalInitializer', 'Orthogonal'],
  ['IdentityInitializer', 'Identity'],
]);

const CONSTRAINTS = ['MaxNorm', 'NonNeg', 'UnitNorm', 'MinMaxNorm'];

/** Layers that may be given as an activation: the names of what they are with their defaults, and these. */
const activationLayers = new Map<string, { readonly name: string; readonly defaults: object }>([
  ['ReLU', { name: 're_lu', defaults: { max_value: null, negative_slope: 0, threshold: 0 } }],
  ['LeakyReLU', { name: 'leaky_re_lu', defaults: { negative_slope: 0.3, alpha: 0.3 } }],
  ['ELU', { name: 'elu', defaults: { alpha: 1 } }],
  ['ThresholdedReLU', { name: 'thresholded_re_lu', defaults: { theta: 1 } }],
  ['Softmax', { name: 'softmax', defaults: { axis: -1 } }],
]);

class Translator {
  readonly leaves: Leaf[] = [];
  readonly problems: Problem[] = [];
  private readonly names = new Set<string>();

  constructor(private readonly isKeras3: boolean) {}

  model(model: Serialized, holder: Where): Serialized {
    const layers = layersOf(model);
    const problem = this.reporter(holder.place, model);
    if (layers === undefined) {
      problem(`has no list of layers. Received: ${Object.keys(model.config).join(', ')}`);
      return model;
    }
    const className = model.class_name === 'Model' ? 'Functional' : model.class_name;
    if (className !== 'Sequential' && className !== 'Functional') {
      problem('is a model that is defined by code, which is not saved with it');
    }
    const newNames = new Map<string, string>();
    // In Keras 2, and in tfjs, a model in a model has a first node, its own; in Keras 3 it has only its calls.
    const models = this.isKeras3 ? layers.filter(layersOf).map(nameOf) : [];
    const shifted = ([layer, node, ...rest]: Tensor): Tensor => [
      layer,
      models.includes(layer) ? node + 1 : node,
      ...rest,
    ];
    const counts = new Map<string, number>();
    const translated = layers.flatMap((layer, i) => {
      const place = `${holder.place}/layers/${i}`;
      const called = storeName(layer.class_name, counts);
      const store = holder.store === '' ? `layers/${called}` : `${holder.store}/layers/${called}`;
      const name = nameOf(layer);
      const free = this.freeName(name, holder.translatedPath);
      const where = {
        place,
        path: [...holder.path, name],
        translatedPath: [...holder.translatedPath, free],
        store,
      };
      const { own, activation } = withoutActivation(layer);
      const result = layersOf(layer) ? this.model(layer, where) : this.leaf(own, where);
      const last = activation ? this.freeName(`${free}_activation`, holder.translatedPath) : free;
      if (last !== name) newNames.set(name, last);
      const nodes = this.nodes(layer, this.reporter(place, layer)).map((node) => node.map(shifted));
      const named = { ...withName(result, free), inbound_nodes: renameNodes(nodes, newNames) };
      if (!activation) return [named];
      const calls = nodes.map((_, node): Node => [[free, node, 0, {}]]);
      return [named, { ...withName(this.layer(activation, place), last), inbound_nodes: calls }];
    });
    const { name, trainable = true } = model.config;
    if (className === 'Sequential') {
      const first = withInputShape(
        translated.map(({ class_name, config }) => ({ class_name, config })),
        model,
      );
      return { class_name: className, config: { name, trainable, layers: first } };
    }
    const ends = (key: string) =>
      renameNodes([endsOf(model.config[key]).map(shifted)], newNames)[0];
    return {
      class_name: className,
      config: {
        name,
        trainable,
        layers: translated,
        input_layers: ends('input_layers'),
        output_layers: ends('output_layers'),
      },
    };
  }

  private reporter(place: string, layer: Serialized): Report {
    const called = `layer '${nameOf(layer)}' (${layer.class_name})`;
    return (message) => {
      this.problems.push({ place, layer: called, message });
    };
  }

  /** tfjs finds weights by the names of their layers, whichever model holds these. */
  private freeName(name: string, path: readonly string[]): string {
    let free = name;
    for (let i = 0; this.names.has(free); i++) {
      free = [...path, name].join('_') + (i === 0 ? '' : `_${i}`);
    }
    this.names.add(free);
    return free;
  }

  private leaf(layer: SerializedLayer, where: Where): Serialized {
    this.leaves.push({ ...where, source: layer });
    return this.layer(layer, where.place);
  }

  /** A layer, also one that another wraps. */
  private layer(layer: Serialized, place: string): Serialized {
    const problem = this.reporter(place, layer);
    const { class_name } = layer;
    const source = class_name === 'Bidirectional' ? withoutZeroes(layer.config) : layer.config;
    const entries = Object.entries(source).map(([key, value]) =>
      this.argument(key, value, place, problem),
    );
    const config: Record<string, unknown> = Object.fromEntries(entries);
    adjustments.get(class_name)?.(config, problem);
    for (const [key, isHarmless] of Object.entries(IGNORED)) {
      if (!Object.hasOwn(config, key)) continue;
      if (!isHarmless(config[key])) problem(`has ${key}=${show(config[key])}, which tfjs ignores`);
      delete config[key];
    }
    if (isKnownClass(class_name)) this.construct({ class_name, config }, problem);
    else problem('is a layer that tfjs has not');
    return { class_name, config };
  }

  /** Makes the layer, to learn what it refuses and what it forgets. */
  private construct({ class_name, config }: Serialized, problem: Report): void {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const [layerClass, fromConfig] = classNameMap[class_name];
    const args = () => toTfjs(config) as tf.serialization.ConfigDict;
    try {
      const layer = fromConfig(layerClass, args());
      if (layer instanceof ActivationLayer) return; // It has read all that it was given.
      if (!(layer instanceof tf.layers.Layer)) {
        problem('is no layer');
        return;
      }
      const kept = { dtype: layer.dtype, ...layer.getConfig() };
      for (const [key, value] of Object.entries(args())) {
        if (!(key in kept) && !isFalse(value))
          problem(`has ${key}=${show(value)}, which tfjs ignores`);
      }
    } catch (error) {
      problem(`cannot be made: ${(error as Error).message}`);
    }
  }

  private argument(key: string, value: unknown, place: string, problem: Report): [string, unknown] {
    if (key === 'batch_shape') return ['batch_input_shape', plain(value)];
    if (key === 'dtype') return [key, dtypeOf(value, problem)];
    if (/(^|_)activation$/.test(key)) return [key, this.activation(value, problem)];
    if (key.endsWith('_regularizer')) return [key, regularizer(value, key, problem)];
    if (key.endsWith('_initializer')) return [key, initializer(value)];
    if (key.endsWith('_constraint')) return [key, constraint(value, key, problem)];
    if (isSerialized(value) && isObject(value.config) && isLayer(value)) {
      if (!layersOf(value)) return [key, this.layer(value, place)];
      problem(`has a model for its ${key}, which is not translated`);
    }
    return [key, plain(value)];
  }

  /** The name of an activation. */
  private activation(value: unknown, problem: Report): unknown {
    if (value === null) return value;
    const name = activationName(value);
    if (name === undefined) {
      problem(
        `has the activation ${show(value)}, which has arguments or is defined by code: ` +
          'make it a layer of its own',
      );
      return 'linear';
    }
    if (this.isKeras3 && name === 'sparsemax') {
      problem(
        "has the activation 'sparsemax', of which Keras 3 computes something else than sparsemax",
      );
    }
    const ours = this.isKeras3 && name === 'hard_sigmoid' ? 'hard_sigmoid6' : name;
    if (!isKnownClass(camelCase(ours)) && !isKnownClass(ours)) {
      problem(`has the activation '${name}', which is unknown`);
    }
    return ours;
  }

  /** The nodes that lead to a layer of a functional model. */
  private nodes(layer: SerializedLayer, problem: Report): Node[] {
    return (layer.inbound_nodes ?? []).map((node) => {
      if (!isObject(node)) return olderNode(node, problem);
      const { args, kwargs } = node as { args: unknown[]; kwargs: object };
      if (args.length > 1) problem('is called with more than one argument');
      if (Object.values(kwargs).some(hasTensor)) {
        problem(`is called with tensors by name, ${Object.keys(kwargs).join(', ')}`);
      }
      const tensors = (Array.isArray(args[0]) ? args[0] : [args[0]]).map(historyOf);
      if (tensors.every((tensor) => tensor !== undefined)) return tensors;
      problem('is called with something else than tensors');
      return [];
    });
  }
}

/** A tensor that goes into a layer: the layer that it comes from, and which of its outputs it is. */
type Tensor = readonly [layer: string, node: number, output: number, ...rest: unknown[]];
type Node = readonly Tensor[];

function historyOf(value: unknown): Tensor | undefined {
  if (!isSerialized(value) || value.class_name !== '__keras_tensor__') return undefined;
  return value.config.keras_history as Tensor;
}

function hasTensor(value: unknown): boolean {
  if (historyOf(value)) return true;
  if (Array.isArray(value)) return isTensor(value) || value.some(hasTensor);
  return isObject(value) && Object.values(value).some(hasTensor);
}

function isTensor(value: readonly unknown[]): value is Tensor {
  const [layer, node, output] = value;
  return typeof layer === 'string' && typeof node === 'number' && typeof output === 'number';
}

/** A node as Keras 2 writes it; one input may stand without a list. */
function olderNode(node: unknown, problem: Report): Node {
  const list = Array.isArray(node) ? node : [node];
  const tensors: readonly unknown[] = isTensor(list) ? [list] : list;
  return tensors.flatMap((tensor) => {
    if (!Array.isArray(tensor) || !isTensor(tensor)) {
      problem('is called with something else than tensors');
      return [];
    }
    const [layer, index, output, kwargs] = tensor;
    if (isObject(kwargs) && Object.values(kwargs).some(hasTensor)) {
      problem(`is called with tensors by name, ${Object.keys(kwargs).join(', ')}`);
    }
    return [[layer, index, output, {}] as const];
  });
}

/** The inputs or outputs of a model, of which one may stand without a list, and which may have names. */
function endsOf(value: unknown): Node {
  if (isObject(value)) return Object.values(value).flatMap(endsOf);
  if (!Array.isArray(value)) return [];
  return isTensor(value) ? [value] : value.flatMap(endsOf);
}

function renameNodes(nodes: readonly Node[], newNames: ReadonlyMap<string, string>): Node[] {
  return nodes.map((node) =>
    node.map(([layer, ...rest]) => [newNames.get(layer) ?? layer, ...rest] as Tensor),
  );
}

function withName(layer: Serialized, name: string): Serialized {
  return { ...layer, name, config: { ...layer.config, name } };
}

/** Layers whose activation comes last. */
const ENDS_WITH_ACTIVATION = /^(Dense|Activation|(Depthwise|Separable)?Conv[123]D(Transpose)?)$/;

/** Takes from a layer an activation that is itself a layer, and has arguments: no name says those. */
function withoutActivation(layer: SerializedLayer): {
  readonly own: SerializedLayer;
  readonly activation?: Serialized;
} {
  const { activation } = layer.config;
  const isOwnLayer =
    ENDS_WITH_ACTIVATION.test(layer.class_name) &&
    isSerialized(activation) &&
    activationLayers.has(activation.class_name) &&
    activationName(activation) === undefined;
  if (!isOwnLayer) return { own: layer };
  return { own: { ...layer, config: { ...layer.config, activation: 'linear' } }, activation };
}

/** A sequential model that was built by a call has the shape of its input elsewhere. */
function withInputShape(layers: readonly Serialized[], model: Serialized): readonly Serialized[] {
  const [first, ...rest] = layers;
  if (first === undefined || 'batch_input_shape' in first.config || layersOf(first)) return layers;
  const built = isObject(model.build_config) ? model.build_config.input_shape : undefined;
  const shape = model.config.build_input_shape ?? built;
  if (!Array.isArray(shape)) return layers;
  return [{ ...first, config: { ...first.config, batch_input_shape: shape } }, ...rest];
}

/** What `.keras` files call a layer, in a model whose layers before it are counted. */
function storeName(className: string, counts: Map<string, number>): string {
  const snake = className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const count = counts.get(snake) ?? 0;
  counts.set(snake, count + 1);
  return count === 0 ? snake : `${snake}_${count}`;
}

function isKnownClass(className: string): boolean {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return Object.hasOwn(classNameMap, className);
}

/** Whether it is a layer, and no initializer or the like. */
function isLayer({ config }: Serialized): boolean {
  return 'name' in config && 'trainable' in config;
}

/** Values without their wrappings, tuples as lists. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value.class_name === '__tuple__') return plain(value.items);
  const kept = Object.entries(value).filter(([key]) => !WRAPPING.includes(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, plain(each)]));
}

/** As tfjs does it when it loads a model: words in camel case, but for names. */
function toTfjs(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'name' ? value : camelCase(value);
  if (Array.isArray(value)) return value.map((each) => toTfjs(each));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [camelCase(name), toTfjs(each, name)]),
  );
}

/** tfjs computes in float32, whatever precision a policy mixes. */
function dtypeOf(value: unknown, problem: Report): unknown {
  const name = isSerialized(value) ? value.config.name : value;
  if (typeof name !== 'string') return 'float32';
  if (/float/.test(name)) return 'float32';
  if (/int/.test(name)) return 'int32';
  if (name !== 'bool') problem(`has the dtype ${show(name)}, which tfjs has not`);
  return name;
}

function activationName(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isSerialized(value)) return undefined;
  if (typeof value.config === 'string') return value.config;
  const layer = activationLayers.get(value.class_name);
  if (layer === undefined) return undefined;
  const isDefault = Object.entries(layer.defaults).every(
    ([key, byDefault]) => value.config[key] === undefined || isSame(value.config[key], byDefault),
  );
  return isDefault ? layer.name : undefined;
}

/** Keras 2 writes numbers that were rounded to float32. */
function isSame(value: unknown, other: unknown): boolean {
  if (typeof value !== 'number' || typeof other !== 'number') return value === other;
  return Math.fround(value) === Math.fround(other);
}

function regularizer(value: unknown, key: string, problem: Report): unknown {
  if (!isSerialized(value)) return value;
  const { class_name, config } = value;
  if (!['L1', 'L2', 'L1L2'].includes(class_name)) {
    problem(`has the ${key} ${class_name}, which tfjs has not`);
    return null;
  }
  return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
}

/** It only says where weights began that are loaded: one that tfjs has not is no loss. */
function initializer(value: unknown): unknown {
  if (!isSerialized(value)) return value;
  const class_name = renamed.get(value.class_name) ?? value.class_name;
  if (!isKnownClass(class_name)) return { class_name: 'Zeros', config: {} };
  return { class_name, config: plain(value.config) };
}

function constraint(value: unknown, key: string, problem: Report): unknown {
  if (!isSerialized(value)) return value;
  if (!CONSTRAINTS.includes(value.class_name)) {
    problem(`has the ${key} ${value.class_name}, which tfjs has not`);
    return null;
  }
  return { class_name: value.class_name, config: plain(value.config) };
}

/**
 * Keras makes the outputs of a pair 0 where its input is masked, and tfjs repeats the last ones: a difference where
 * nobody looks, for the mask goes on to what comes after.
 */
function withoutZeroes(config: Serialized['config']): Serialized['config'] {
  const without = (layer: unknown) =>
    isSerialized(layer)
      ? { ...layer, config: { ...layer.config, zero_output_for_mask: false } }
      : layer;
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      key.endsWith('layer') ? without(value) : value,
    ]),
  );
}

/** Whether the backward layer of a pair is the other with the time reversed. */
function isMirror(forward: unknown, backward: unknown): boolean {
  if (backward === undefined || backward === null) return true;
  const essence = (layer: unknown) => {
    const { name, go_backwards, ...rest } = (layer as Serialized).config;
    return JSON.stringify(rest);
  };
  return essence(forward) === essence(backward);
}

/** What the classes of some layers need besides. */
const adjustments = new Map<string, (config: Record<string, unknown>, problem: Report) => void>([
  [
    'InputLayer',
    (config, problem) => {
      for (const key of ['ragged', 'optional', 'sparse']) {
        if (config[key] === true) problem(`is ${key}, which tfjs has not`);
        delete config[key];
      }
    },
  ],
  [
    'Bidirectional',
    (config, problem) => {
      if (!isMirror(config.layer, config.backward_layer)) {
        problem('has a backward layer that differs from the other, which tfjs cannot have');
      }
      delete config.backward_layer;
    },
  ],
  [
    'BatchNormalization',
    (config, problem) => {
      if (!Array.isArray(config.axis)) return;
      if (config.axis.length !== 1) problem('normalizes along several axes, which tfjs cannot');
      [config.axis] = config.axis;
    },
  ],
]);

const isFalse = (value: unknown) => value === false || value === null;
const always = () => true;

/** What tfjs ignores, and the values with which that does no harm. */
const IGNORED: Readonly<Record<string, (value: unknown) => boolean>> = {
  groups: (value) => value === 1,
  renorm: isFalse,
  rms_scaling: isFalse,
  time_major: isFalse,
  zero_output_for_mask: isFalse,
  lora_rank: isFalse,
  lora_alpha: isFalse,
  quantization_config: isFalse,
  synchronized: always,
  seed: always,
  use_cudnn: always,
  autocast: always,
  fused: always,
  implementation: always,
};
