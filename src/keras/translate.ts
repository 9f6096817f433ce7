import * as tf from '@tensorflow/tfjs';
import { camelCase } from '../arguments/case.js';
import { show } from '../arguments/show.js';
import { isOurs } from '../layers/brand.js';
import {
  classOf,
  isOp,
  layerOfOp,
  NOT_OF_KERAS,
  nameOfClass,
  problemOfUser,
} from './config/identity.js';
import {
  isActivationKey,
  isKeras3,
  isObject,
  isSerialized,
  layersOf,
  nameOf,
  type Serialized,
  type SerializedLayer,
} from './config/serialized.js';
import { checkGraph, isTensor, type Node, type Tensor } from './graph/check_graph.js';
import {
  type Call,
  callInTurn,
  callOfGraph,
  callOfLayer,
  callOfModel,
  checkMasks,
  endKerasMask,
  makesMask,
} from './graph/masks.js';

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
  const translator = new Translator(version);
  const { topology, call } = translator.model(model, {
    place: 'model',
    path: [nameOf(model)],
    translatedPath: [],
    store: '',
  });
  // Only what is sound can be run.
  if (translator.makesMasks && translator.problems.length === 0) checkMasks(call, version);
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

/** Layers whose shapes or values are wrong in tfjs. */
const UNSOUND = /^(CategoryEncoding|CenterCrop|RandomWidth|Resizing)$/;

/** Layers whose kernels in tfjs's wasm backend are wrong. */
const WRONG_IN_WASM = /^(Conv3DTranspose|MaxPooling3D)$/;

const CONSTRAINTS = ['MaxNorm', 'NonNeg', 'UnitNorm', 'MinMaxNorm'];

/** Layers that may be given as an activation: the names of what they are with their defaults, and these. */
const activationLayers = new Map<string, { readonly name: string; readonly defaults: object }>([
  ['ReLU', { name: 're_lu', defaults: { max_value: null, negative_slope: 0, threshold: 0 } }],
  ['LeakyReLU', { name: 'leaky_re_lu', defaults: { negative_slope: 0.3, alpha: 0.3 } }],
  ['ELU', { name: 'elu', defaults: { alpha: 1 } }],
  ['ThresholdedReLU', { name: 'thresholded_re_lu', defaults: { theta: 1 } }],
  ['Softmax', { name: 'softmax', defaults: { axis: -1 } }],
]);

type Named = Serialized & { readonly name: string };

/** A layer of a model, translated; what was its activation may be a layer of its own. */
interface Part {
  readonly name: string;
  readonly layer: SerializedLayer;
  readonly problem: Report;
  readonly own: Named;
  readonly activation?: Named;
  /** What becomes of masks. */
  readonly call: Call;
}

/** A model as tfjs reads it, and what becomes of masks in it. */
interface Model {
  readonly topology: Serialized;
  readonly call: Call;
}

class Translator {
  readonly leaves: Leaf[] = [];
  /** Whether any layer makes a mask. */
  makesMasks = false;
  readonly problems: Problem[] = [];
  /** Names that are taken, and how many more have asked for them. */
  private readonly names = new Map<string, number>();

  private readonly isKeras3: boolean;
  private readonly isOfTfjs: boolean;

  constructor(private readonly version: string) {
    this.isKeras3 = isKeras3(version);
    this.isOfTfjs = /^tfjs/.test(version);
  }

  model(model: Serialized, holder: Where): Model {
    const layers = layersOf(model);
    const problem = this.reporter(holder.place, model);
    if (layers === undefined) {
      problem(`has no list of layers. Received: ${Object.keys(model.config).join(', ')}`);
      return { topology: model, call: callInTurn([]) };
    }
    const className = model.class_name === 'Model' ? 'Functional' : model.class_name;
    // Since 2.4, Keras itself writes `Functional`, and a `Model` is a class of the user.
    const isOfUser = model.class_name === 'Model' && /^(2\.([4-9]|1\d)|3)\./.test(this.version);
    if (!/^(Sequential|Functional)$/.test(className) || isOfUser || problemOfUser(model)) {
      problem('is a model that is defined by code, which is not saved with it');
    }
    const counts = new Map<string, number>();
    const parts = layers.map((layer, i) => this.part(layer, i, counts, holder));
    const { name, trainable = true } = model.config;
    const { call, ...rest } =
      className === 'Sequential'
        ? { ...sequential(parts, model), call: callInTurn(parts.map((part) => part.call)) }
        : this.functional(parts, model, problem);
    return { topology: { class_name: className, config: { name, trainable, ...rest } }, call };
  }

  /** @param counts How many layers of each class came before it in its model. */
  private part(
    source: SerializedLayer,
    index: number,
    counts: Map<string, number>,
    holder: Where,
  ): Part {
    const place = `${holder.place}/layers/${index}`;
    const called = storeName(source.class_name, counts);
    const isOperation = isOp(source, this.isKeras3);
    const layer = (isOperation && layerOfOp(source)) || source;
    const name = nameOf(layer);
    const free = this.freeName(name);
    const where = {
      place,
      path: [...holder.path, name],
      translatedPath: [...holder.translatedPath, free],
      store: holder.store === '' ? `layers/${called}` : `${holder.store}/layers/${called}`,
    };
    const problem = this.reporter(place, layer);
    if (typeof (layer.config.name ?? layer.name ?? '') !== 'string') {
      problem(`has a name that is no text: ${show(layer.config.name)}`);
    }
    const { own, activation } = withoutActivation(layer);
    const model = layersOf(layer) ? this.model(layer, where) : undefined;
    const calls = [model ? callOfModel(model.call) : callOfLayer(own, problem)];
    if (activation) calls.push(callOfLayer(activation, problem));
    if (isOperation) calls.push(endKerasMask);
    return {
      name,
      layer,
      problem,
      call: callInTurn(calls),
      own: withName(model?.topology ?? this.leaf(own, where), free),
      activation:
        activation && withName(this.layer(activation, place), this.freeName(`${free}_activation`)),
    };
  }

  /** What a functional model has besides its name: its layers with the calls that connect them, and its ends. */
  private functional(
    parts: readonly Part[],
    model: Serialized,
    problem: Report,
  ): { readonly call: Call; readonly [key: string]: unknown } {
    // In Keras 2, and in tfjs, a model in a model has a first call, its own; in Keras 3 it has only the others.
    const isModel = (name: string) => models.has(name);
    const models = new Set(parts.flatMap(({ name, layer }) => (layersOf(layer) ? [name] : [])));
    const shift = this.isKeras3 ? 1 : 0;
    const shifted = ([layer, call, ...rest]: Tensor): Tensor => [
      layer,
      isModel(layer) ? call + shift : call,
      ...rest,
    ];
    const graph = parts.map(({ name, layer, problem, call }) => {
      const calls = this.nodes(layer, problem).map((node) => node.map(shifted));
      const isInput = layer.class_name === 'InputLayer';
      const first = isModel(name) ? 1 : 0;
      return { name, problem, call, first, calls: isInput ? [[]] : calls };
    });
    const ends = (key: string) => endsOf(model.config[key]).map(shifted);
    const [inputs, outputs] = [ends('input_layers'), ends('output_layers')];
    checkGraph(graph, [...inputs, ...outputs], problem);

    const lastNames = new Map(
      parts.map(({ name, own, activation }) => [name, (activation ?? own).name] as const),
    );
    const rename = (node: Node): Node =>
      node.map(([layer, ...rest]): Tensor => [lastNames.get(layer) ?? layer, ...rest]);
    const connected = parts.flatMap(({ layer, own, activation }, i) => {
      const calls = layer.class_name === 'InputLayer' ? [] : graph[i].calls.map(rename);
      const called = { ...own, inbound_nodes: calls };
      if (activation === undefined) return [called];
      const after = calls.map((_, call): Node => [[own.name, call, 0, {}]]);
      return [called, { ...activation, inbound_nodes: after }];
    });
    return {
      layers: connected,
      input_layers: rename(inputs),
      output_layers: rename(outputs),
      call: callOfGraph(graph, inputs, outputs),
    };
  }

  private reporter(place: string, layer: Serialized): Report {
    const called = `layer '${nameOf(layer)}' (${layer.class_name})`;
    const said = new Set<string>();
    return (message) => {
      if (!said.has(message)) this.problems.push({ place, layer: called, message });
      said.add(message);
    };
  }

  /** tfjs finds weights by the names of their layers, whichever model holds these. */
  private freeName(name: string): string {
    const count = this.names.get(name);
    this.names.set(name, (count ?? 0) + 1);
    return count === undefined ? name : this.freeName(`${name}_${count}`);
  }

  private leaf(layer: SerializedLayer, where: Where): Serialized {
    this.leaves.push({ ...where, source: layer });
    return this.layer(layer, where.place);
  }

  /** A layer, also one that another wraps. */
  private layer(layer: Serialized, place: string): Serialized {
    const problem = this.reporter(place, layer);
    this.makesMasks ||= makesMask(layer);
    const { class_name } = layer;
    const source = class_name === 'Bidirectional' ? withoutZeroes(layer.config) : layer.config;
    const entries = Object.entries(source).map(([key, value]) =>
      this.argument(key, value, place, problem),
    );
    const config: Record<string, unknown> = Object.fromEntries(entries);
    adjustments.get(class_name)?.(config, problem);
    if (WRONG_IN_WASM.test(class_name) && tf.getBackend() === 'wasm') {
      problem('is a layer that the wasm backend computes wrongly: load it on another backend');
    }
    for (const [key, isHarmless] of Object.entries(IGNORED)) {
      if (!Object.hasOwn(config, key)) continue;
      if (!isHarmless(config[key])) problem(`has ${key}=${show(config[key])}, which tfjs ignores`);
      delete config[key];
    }
    const className = classOf(nameOfClass(layer)) ? nameOfClass(layer) : class_name;
    const ofUser = this.isOfTfjs ? undefined : problemOfUser(layer);
    if (ofUser) problem(ofUser);
    else if (isOp(layer, this.isKeras3)) {
      problem('is an op of Keras that is not translated: put a layer in its place');
    } else if (UNSOUND.test(className)) {
      problem(
        'is a layer that fails in tfjs, or computes something else there: do it before the model',
      );
    } else if (isKnownClass(className)) this.construct({ class_name: className, config }, problem);
    else problem('is a layer that tfjs does not have');
    return { class_name: className, config };
  }

  /** Makes the layer, to learn what it refuses and what it forgets. */
  private construct({ class_name, config }: Serialized, problem: Report): void {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const [layerClass, fromConfig] = classNameMap[class_name];
    const args = () => toTfjs(config) as tf.serialization.ConfigDict;
    try {
      const layer = fromConfig(layerClass, args());
      if (!(layer instanceof tf.layers.Layer)) {
        problem('is no layer');
        return;
      }
      if (isOurs(layerClass)) return; // It has read all that it was given.
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
    if (isActivationKey(key)) return [key, this.activation(value, place, problem)];
    if (key.endsWith('_regularizer')) return [key, regularizer(value, key, problem)];
    if (key.endsWith('_initializer')) return [key, initializer(value)];
    if (key.endsWith('_constraint')) return [key, constraint(value, key, problem)];
    if (isSerialized(value) && isObject(value.config) && isLayer(value)) {
      if (!layersOf(value)) return [key, this.layer(value, place)];
      problem(`has a model for its ${key}, which is not translated`);
    }
    if (key === 'cells' && Array.isArray(value)) {
      return [key, value.map((cell) => this.argument('cell', cell, place, problem)[1])];
    }
    return [key, plain(value)];
  }

  /** The name of an activation, or the layer that it is. */
  private activation(value: unknown, place: string, problem: Report): unknown {
    if (value === null) return value;
    const ofUser = isSerialized(value) && problemOfUser(value, 'activation');
    if (ofUser) {
      problem(`has an activation that ${ofUser}`);
      return 'linear';
    }
    const name = activationName(value);
    if (name === undefined) {
      if (isSerialized(value) && activationLayers.has(value.class_name)) {
        return this.layer(value, place);
      }
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
    if (!this.isOfTfjs && NOT_OF_KERAS.test(name)) {
      problem(`has the activation '${name}', which is not of Keras: make it a layer of its own`);
    }
    const ours = this.isKeras3 && name === 'hard_sigmoid' ? 'hard_sigmoid6' : name;
    if (!isKnownClass(camelCase(ours)) && !isKnownClass(ours)) {
      problem(`has the activation '${name}', which is unknown`);
    }
    return ours;
  }

  /** The nodes that lead to a layer of a functional model. */
  private nodes({ inbound_nodes = [], config }: SerializedLayer, problem: Report): Node[] {
    if (!Array.isArray(inbound_nodes)) {
      problem(`has calls that are no list. Received: ${show(inbound_nodes)}`);
      return [];
    }
    const nodes = inbound_nodes.map((node) => {
      if (!isObject(node)) return olderNode(node, problem);
      const { args, kwargs = {} } = node;
      if (!Array.isArray(args) || !isObject(kwargs)) {
        problem(`is called without arguments. Received: ${show(node)}`);
        return [];
      }
      if (args.length > 1) problem('is called with more than one argument');
      checkArguments(kwargs, this.isKeras3, problem);
      const tensors = (Array.isArray(args[0]) ? args[0] : [args[0]]).map(historyOf);
      if (tensors.every((tensor) => tensor !== undefined)) return tensors;
      problem('is called with something else than tensors');
      return [];
    });
    if (isStacked(config.cell) && nodes.some(({ length }) => length > 1)) {
      problem('is given the states of stacked cells, which tfjs puts in another order');
    }
    return nodes;
  }
}

function historyOf(value: unknown): Tensor | undefined {
  if (!isSerialized(value) || value.class_name !== '__keras_tensor__') return undefined;
  const history = value.config.keras_history;
  return Array.isArray(history) && isTensor(history) ? history : undefined;
}

/** tfjs calls a layer with tensors only. In Keras 3, `predict` and `fit` say themselves what `training` is. */
function checkArguments(
  kwargs: Readonly<Record<string, unknown>>,
  ofKeras3: boolean,
  problem: Report,
): void {
  if (Object.values(kwargs).some(hasTensor)) {
    problem(`is called with tensors by name, ${Object.keys(kwargs).join(', ')}`);
    return;
  }
  for (const [key, value] of Object.entries(kwargs)) {
    if (isFalse(value) || (ofKeras3 && key === 'training')) continue;
    problem(`is called with ${key}=${show(value)}, which tfjs ignores: call it without`);
  }
}

function hasTensor(value: unknown): boolean {
  if (historyOf(value)) return true;
  if (Array.isArray(value)) return isTensor(value) || value.some(hasTensor);
  return isObject(value) && Object.values(value).some(hasTensor);
}

/** A node as Keras 2 writes it; one input may stand without a list. */
function olderNode(node: unknown, problem: Report): Node {
  const list = Array.isArray(node) ? node : [node];
  const tensors: readonly unknown[] = isTensor(list) ? [list] : list;
  if (tensors.length === 0) problem('is called without a tensor');
  return tensors.flatMap((tensor) => {
    if (!Array.isArray(tensor) || !isTensor(tensor)) {
      problem('is called with something else than tensors');
      return [];
    }
    const [layer, index, output, kwargs] = tensor;
    if (isObject(kwargs)) checkArguments(kwargs, false, problem);
    return [[layer, index, output, {}] as const];
  });
}

/** The inputs or outputs of a model, of which one may stand without a list, and which may have names. */
function endsOf(value: unknown): Node {
  if (isObject(value)) return Object.values(value).flatMap(endsOf);
  if (!Array.isArray(value)) return [];
  return isTensor(value) ? [value] : value.flatMap(endsOf);
}

function withName(layer: Serialized, name: string): Named {
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

/** What a sequential model has besides its name. */
function sequential(parts: readonly Part[], model: Serialized): object {
  const layers = parts.flatMap(({ own, activation }) => (activation ? [own, activation] : [own]));
  const plainLayers = layers.map(({ class_name, config }) => ({ class_name, config }));
  return { layers: withInputShape(plainLayers, model) };
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
export function storeName(className: string, counts: Map<string, number>): string {
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
  return classOf(className) !== undefined;
}

/** Whether it is a layer, and no initializer or the like. */
function isLayer({ config }: Serialized): boolean {
  return 'name' in config && ('trainable' in config || 'dtype' in config);
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
  if (value === null || value === undefined) return 'float32';
  const name = isSerialized(value) ? value.config.name : value;
  if (typeof name !== 'string') {
    problem(`has the dtype ${show(value)}, which is none`);
    return 'float32';
  }
  if (/float/.test(name)) return 'float32';
  if (/int/.test(name)) return 'int32';
  if (name !== 'bool') problem(`has the dtype ${show(name)}, which tfjs does not have`);
  return name;
}

function activationName(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (isObject(value) && typeof value.config === 'string') return value.config;
  if (!isSerialized(value)) return undefined;
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

/** Whether there is one. */
function isPart(value: unknown, key: string, problem: Report): value is Serialized {
  if (value === null || value === undefined) return false;
  if (isSerialized(value)) {
    const ofUser = problemOfUser(value, key);
    if (ofUser) problem(`has a ${key} that ${ofUser}`);
    return !ofUser;
  }
  problem(`has a ${key} that is no class with a config. Received: ${show(value)}`);
  return false;
}

function regularizer(value: unknown, key: string, problem: Report): unknown {
  if (!isPart(value, key, problem)) return null;
  const { class_name, config } = value;
  if (!['L1', 'L2', 'L1L2'].includes(class_name)) {
    problem(`has the ${key} ${class_name}, which tfjs does not have`);
    return null;
  }
  return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
}

/** It only says where weights began that are loaded: one that tfjs does not have is no loss. */
function initializer(value: unknown): unknown {
  if (!isSerialized(value)) return value;
  const class_name = renamed.get(value.class_name) ?? value.class_name;
  if (!isKnownClass(class_name)) return { class_name: 'Zeros', config: {} };
  return { class_name, config: plain(value.config) };
}

function constraint(value: unknown, key: string, problem: Report): unknown {
  if (!isPart(value, key, problem)) return null;
  if (!CONSTRAINTS.includes(value.class_name)) {
    problem(`has the ${key} ${value.class_name}, which tfjs does not have`);
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
  if (!isSerialized(forward) || !isSerialized(backward)) return false;
  const essence = ({ config: { name, go_backwards, ...rest } }: Serialized) => JSON.stringify(rest);
  return essence(forward) === essence(backward);
}

/** In three dimensions tfjs pads by less than nothing where the strides are larger than the windows. */
function checkSame3D(config: Record<string, unknown>, problem: Report): void {
  const { padding, strides, kernel_size, pool_size } = config;
  const sizes = [kernel_size ?? pool_size].flat().map(Number);
  const isLarger = (stride: unknown, i: number) => Number(stride) > (sizes[i] ?? sizes[0]);
  if (padding === 'same' && [strides ?? 1].flat().some(isLarger)) {
    problem(`has strides=${show(strides)} larger than its windows, which tfjs pads otherwise`);
  }
}

function isStacked(cell: unknown): boolean {
  return isSerialized(cell) && cell.class_name === 'StackedRNNCells';
}

/** What the classes of some layers need besides. */
const adjustments = new Map<string, (config: Record<string, unknown>, problem: Report) => void>([
  [
    'InputLayer',
    (config, problem) => {
      for (const key of ['ragged', 'optional', 'sparse']) {
        if (config[key] === true) problem(`is ${key}, which tfjs does not have`);
        delete config[key];
      }
    },
  ],
  [
    'RNN',
    ({ cell, return_state }, problem) => {
      if (return_state && isStacked(cell)) {
        problem('returns the states of stacked cells, which tfjs puts in another order');
      }
    },
  ],
  ...['Conv3D', 'Conv3DTranspose', 'MaxPooling3D', 'AveragePooling3D'].map(
    (name) => [name, checkSame3D] as const,
  ),
  [
    'Concatenate',
    ({ axis = -1 }, problem) => {
      if (Number(axis) < -1) {
        problem(`has axis=${show(axis)}, which tfjs takes for -1: count it from the front`);
      }
    },
  ],
  [
    'DepthwiseConv2D',
    ({ dilation_rate = 1 }, problem) => {
      if ([dilation_rate].flat().some((rate) => rate !== 1)) {
        problem(`has dilation_rate=${show(dilation_rate)}, which tfjs ignores`);
      }
    },
  ],
  [
    'UpSampling2D',
    ({ interpolation = 'nearest' }, problem) => {
      if (interpolation !== 'nearest') {
        problem(
          `has interpolation=${show(interpolation)}, for which tfjs takes other points than Keras: use 'nearest', or a ` +
            'Conv2DTranspose',
        );
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
