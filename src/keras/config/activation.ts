import { camelCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import { activationOfFunction, nameOfFunction } from './functions.js';
import {
  asCustomObject,
  isRegisteredByUser,
  NOT_OF_KERAS,
  nameOfClass,
  problemOfUser,
} from './identity.js';
import { type LayerClass, layerClass } from './layer_classes.js';
import type { Report } from './problems.js';
import { isRegistered } from './registry.js';
import {
  isLayer,
  isSerialized,
  type Serialized,
  type SerializedLayer,
  snakeName,
} from './serialized.js';
import { isBefore24, isKeras3, isOfTfjs } from './version.js';

/** Whether an argument of this name is an activation: `activation`, `recurrent_activation`. */
export function isActivationKey(key: string): boolean {
  return /(^|_)activation$/.test(key);
}

/** An activation in the form that tfjs reads: its name, or a layer, which is not yet translated. */
export function activation(value: unknown, version: string, problem: Report): unknown {
  if (value === null) return value;
  const ofUser = isSerialized(value) && problemOfUser(value, 'activation');
  if (ofUser) {
    problem(`has an activation that ${ofUser}`);
    return 'linear';
  }
  if (isSerialized(value) && nameOfClass(value) === 'Activation') {
    return activation(value.config.activation, version, problem);
  }
  const name = nameOfActivation(value);
  const ofFunction = name !== undefined && !isKnownByUser(name) && activationOfFunction(value);
  if (ofFunction) return ofFunction;
  if (name !== undefined) return knownName(name, version, problem);
  if (isComputedInside(value)) return value;
  problem(`has the activation ${show(value)}, ${whyNotInside(value)}`);
  return 'linear';
}

/** The name of the activation; that of a layer only if the layer has its default arguments. */
function nameOfActivation(value: unknown): string | undefined {
  if (isComputedInside(value)) return hasDefaults(value) ? snakeName(value.class_name) : undefined;
  return nameOfFunction(value);
}

/** Whether the user has registered an activation with this name with tfjs. */
function isKnownByUser(name: string): boolean {
  return isRegisteredByUser(name) || isRegisteredByUser(camelCase(name));
}

/** Whether it is a layer that another layer can use as its activation. */
function isComputedInside(value: unknown): value is Serialized {
  return isSerialized(value) && classOf(value).asActivation !== undefined;
}

function whyNotInside(value: unknown): string {
  return isLayerBehind(value)
    ? 'a layer that tfjs cannot use as an activation: use one without weights, such as LeakyReLU'
    : 'which has arguments or is defined by code: use a separate layer';
}

/** A custom class may have the name of a Keras class. */
function classOf(layer: Serialized): LayerClass {
  return layerClass(nameOfClass(layer));
}

function hasDefaults(layer: Serialized): boolean {
  return Object.entries(classOf(layer).asActivation ?? {}).every(
    ([key, byDefault]) => layer.config[key] === undefined || isSame(layer.config[key], byDefault),
  );
}

/** Keras 2 saves numbers rounded to float32. */
function isSame(value: unknown, other: unknown): boolean {
  if (typeof value !== 'number' || typeof other !== 'number') return value === other;
  return Math.fround(value) === Math.fround(other);
}

/** The name in tfjs of an activation of Keras. */
function knownName(name: string, version: string, problem: Report): string {
  const reason = whyUnknown(name, version);
  if (reason !== undefined) {
    problem(`has the activation '${name}', ${reason}`);
    return 'linear';
  }
  return isKeras3(version) && name === 'hard_sigmoid' ? 'hard_sigmoid6' : name;
}

function whyUnknown(name: string, version: string): string | undefined {
  if (isKeras3(version) && name === 'sparsemax') {
    return 'which in Keras 3 (at least up to 3.15.1) does not sum to 1';
  }
  if (!isOfTfjs(version) && NOT_OF_KERAS.test(name)) {
    return 'which is not part of Keras: use a separate layer';
  }
  if (name === 'gelu' && isBefore24(version)) {
    return `which Keras ${version} does not have, so it may be exact or approximate: use a separate layer`;
  }
  if (isRegistered(camelCase(name)) || isRegistered(name)) return undefined;
  return `which is unknown: pass a function for it in ${asCustomObject(name)}`;
}

/**
 * Removes from a layer, or from the layer that it wraps, an activation that is a layer and has no name in tfjs. It
 * becomes a separate layer after the other.
 */
export function takeActivation(layer: SerializedLayer): readonly [SerializedLayer, Serialized?] {
  const { config } = layer;
  if (nameOfClass(layer) === 'TimeDistributed' && isSerialized(config.layer)) {
    const [rest, activation] = takeActivation(config.layer);
    if (activation === undefined) return [layer];
    const { name, trainable = true } = config;
    return [
      { ...layer, config: { ...config, layer: rest } },
      { ...layer, config: { name, trainable, layer: activation } },
    ];
  }
  const { activation } = config;
  const isTaken = classOf(layer).endsWithActivation && isLayerBehind(activation);
  if (!isTaken) return [layer];
  return [{ ...layer, config: { ...config, activation: 'linear' } }, activation];
}

/** Whether it is a layer that can follow another layer instead, because it passes on the mask in the same way. */
function isLayerBehind(value: unknown): value is Serialized {
  if (!isSerialized(value) || !isLayer(value)) return false;
  const { mask, asActivation } = classOf(value);
  return asActivation === undefined && (mask === 'passes' || mask === 'normalizes');
}
