import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { activation, isActivationKey, takeActivation } from './activation.js';
import { PREFIX } from './class_name.js';
import type { GivenObjects } from './custom_objects.js';
import { asCustomObject, nameOfClass, problemOfUser } from './identity.js';
import { reportForgotten, takeIgnored } from './ignored.js';
import { layerClass } from './layer_classes.js';
import { CustomReference } from './made_by_user.js';
import type { MadeLayers } from './made_layers.js';
import { type ModelFacts, ownClass } from './own_class.js';
import { layerOfPackage } from './packages.js';
import type { Problems, Report } from './problems.js';
import { isOurClass, isRegistered, make } from './registry.js';
import { isLayer, isSerialized, layersOf, nameOf, plain, type Serialized } from './serialized.js';
import { tensorName } from './tensor_name.js';
import { toTfjs } from './to_tfjs.js';
import { isOfTfjs } from './version.js';
import { constraint, initializer, regularizer } from './weight_arguments.js';

/** The properties that the layers of a file share. */
export interface Context {
  /** The version of Keras that saved them. */
  readonly version: string;
  /** The custom classes and functions. */
  readonly given: GivenObjects;
  readonly problems: Problems;
  readonly facts: ModelFacts;
  readonly made: MadeLayers;
}

/** A layer that is being translated. */
interface Place extends Context {
  readonly place: string;
  /** The name of the layer. */
  readonly layer: string;
  readonly problem: Report;
}

/** Translates a layer that is not a model, including wrapped layers, to the config of Keras 2 that tfjs reads. */
export function translateLayer(given: Serialized, place: string, context: Context): Serialized {
  const layer = layerOfPackage(given);
  const problem = context.problems.reporter(place, layer);
  const at = { ...context, place, layer: nameOf(layer), problem };
  if (context.given.hasLayer(layer, place)) return layerOfUser(layer, at);
  const { adjust, ignores, ofVersion } = layerClass(layer.class_name);
  // What tfjs saves is complete.
  const added = isOfTfjs(context.version) ? {} : ofVersion?.(layer, context.version);
  const config = translatedArguments({ ...layer.config, ...added }, at);
  const own = ownClass(layer, config, context.facts);
  if (own === undefined) adjust?.(config, problem);
  checkInputShape(config, problem);
  takeIgnored(config, { ignores, problem: own === undefined ? problem : undefined });
  const registered = isRegistered(nameOfClass(layer)) ? nameOfClass(layer) : layer.class_name;
  const class_name = own ?? registered;
  const translated = { class_name, config };
  const reason = context.given.problemOf(layer) ?? whyRefused(layer, class_name, context.version);
  if (reason === undefined) tryToMake(translated, at);
  else problem(reason);
  return { ...translated, class_name: mended(translated) };
}

/** tfjs gives each input at least one axis in addition to the batch. */
function checkInputShape(
  { batch_input_shape: shape }: Serialized['config'],
  problem: Report,
): void {
  if (Array.isArray(shape) && shape.length === 1) {
    problem('has an input with only a batch axis, which tfjs does not support');
  }
}

function translatedArguments(given: Serialized['config'], at: Place): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(given).map((key) => [
      key === 'batch_shape' ? 'batch_input_shape' : key,
      argument(key, given[key], at),
    ]),
  );
}

/** A layer for which the user passed a class or a function. */
function layerOfUser(layer: Serialized, at: Place): Serialized {
  const { config } = layer;
  if (layer.class_name === 'Lambda' && isSerialized(config.mask ?? undefined)) {
    at.problem('has a mask that Python code computes, which a function cannot replace');
  }
  const read = layer.class_name === 'Lambda' ? argumentsOfLambda(config) : config;
  const translated = at.given.layer(layer, at.place, translatedArguments(read, at)) as Serialized;
  tryToMake(translated, at);
  return translated;
}

/** The arguments of a `Lambda` other than its code. */
function argumentsOfLambda(config: Serialized['config']): Serialized['config'] {
  const kept = ['name', 'trainable', 'dtype', 'batch_shape', 'batch_input_shape', 'arguments'];
  return Object.fromEntries(Object.entries(config).filter(([key]) => kept.includes(key)));
}

/** Why a layer cannot be created, whatever its arguments are. */
function whyRefused(layer: Serialized, className: string, version: string): string | undefined {
  const ofUser = isOfTfjs(version) ? undefined : problemOfUser(layer);
  if (ofUser) return ofUser;
  if (className === 'Lambda' && !isRegistered(className)) {
    return `is Python code, which is never run: pass a function for it in ${asCustomObject(nameOf(layer))}`;
  }
  if (isRegistered(className)) return undefined;
  return `is a layer that tfjs does not have: pass a class for it in ${asCustomObject(nameOfClass(layer))}`;
}

function argument(key: string, value: unknown, at: Place): unknown {
  const ofUser = at.given.argument(key, value, at);
  if (ofUser) return ofUser;
  const { place, problem, version } = at;
  if (key === 'name' && typeof value === 'string') return tensorName(value);
  if (key === 'dtype') return dtype(value, problem);
  if (key.endsWith('_regularizer')) return regularizer(value, key, problem);
  if (key.endsWith('_initializer')) return initializer(value);
  if (key.endsWith('_constraint')) return constraint(value, key, problem);
  if (key === 'cells' && Array.isArray(value)) {
    return value.map((cell) => argument('cell', cell, at));
  }
  if (isActivationKey(key)) {
    const undecided = at.given.problemOfActivation(value);
    if (undecided) problem(undecided);
    const read = activation(value, version, problem);
    return isSerialized(read) ? translateLayer(read, place, at) : read;
  }
  if (!isSerialized(value)) return plain(value);
  const layers = layersOf(value);
  if (layers !== undefined) return wrappedModel(value, layers, at, key);
  return isLayer(value) ? translateLayer(value, place, at) : plain(value);
}

/** A sequential model that another layer wraps. tfjs treats the names of its layers as names of the whole model. */
function wrappedModel(
  model: Serialized,
  layers: readonly Serialized[],
  at: Place,
  key: string,
): Serialized {
  const { problem, place, layer } = at;
  if (model.class_name !== 'Sequential' || problemOfUser(model) || layers.some(layersOf)) {
    problem(
      `has a model for its ${key} that is not a sequential model of layers, which is not supported`,
    );
  }
  const translated = layers.map((each) => {
    const [rest, activation] = takeActivation(each);
    if (activation) {
      problem(
        `has a model for its ${key} with an activation that is a layer: add it as a layer of the model`,
      );
    }
    const { class_name, config } = translateLayer(rest, place, at);
    return { class_name, config: { ...config, name: tensorName(`${layer}_${nameOf(each)}`) } };
  });
  const name = tensorName(`${layer}_${nameOf(model)}`);
  return { class_name: 'Sequential', config: { name, layers: translated } };
}

/** tfjs computes in float32, whatever the dtype policy of Keras. */
function dtype(value: unknown, problem: Report): string {
  const name = isSerialized(value) ? value.config.name : (value ?? 'float32');
  if (typeof name !== 'string') {
    problem(`has the invalid dtype ${show(value)}`);
    return 'float32';
  }
  if (name.includes('float')) return 'float32';
  if (name.includes('int')) return 'int32';
  if (name !== 'bool') problem(`has the dtype ${show(name)}, which tfjs does not have`);
  return name;
}

/** The class that replaces a class of tfjs with a bug. */
function mended({ class_name }: Serialized): string {
  if (class_name.startsWith(PREFIX)) return class_name;
  return layerClass(class_name).mendedBy ?? class_name;
}

/** Creates a layer, to find out which arguments it refuses or ignores. */
function tryToMake(layer: Serialized, { made, problem }: Place): void {
  made.add(layer);
  const className = mended(layer);
  try {
    const args = toTfjs(layer.config);
    const created = make(className, { ...args });
    if (!(created instanceof tf.layers.Layer)) problem('is a layer that tfjs does not have');
    else if (!isOurClass(className) && className !== CustomReference.className) {
      // Our classes and custom classes refuse unknown arguments.
      reportForgotten(created, args, layerClass(className).uses ?? [], problem);
    }
  } catch (error) {
    problem(`cannot be created: ${shortened((error as Error).message)}`);
  }
}

/** tfjs writes whole objects to some messages. */
function shortened(message: string): string {
  const longest = 400;
  return message.length > longest ? `${message.slice(0, longest)}…` : message;
}

/** Whether a translated layer takes a mask and passes it on, according to its class. */
export function supportsMasking({ class_name, config }: Serialized): boolean {
  try {
    const layer = make(class_name, toTfjs(config));
    return layer instanceof tf.layers.Layer && layer.supportsMasking;
  } catch {
    return false; // It is reported where it is translated.
  }
}
