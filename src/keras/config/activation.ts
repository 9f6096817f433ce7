import { camelCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import { NOT_OF_KERAS, problemOfUser } from './identity.js';
import { layerClass } from './layer_classes.js';
import type { Report } from './problems.js';
import { isRegistered } from './registry.js';
import {
  isObject,
  isSerialized,
  type Serialized,
  type SerializedLayer,
  snakeName,
} from './serialized.js';
import { isKeras3, isOfTfjs } from './version.js';

/** Whether an argument of this name is an activation: `activation`, `recurrent_activation`. */
export function isActivationKey(key: string): boolean {
  return /(^|_)activation$/.test(key);
}

/** An activation as tfjs reads it: its name, or the layer that it is, which is still to be translated. */
export function activation(value: unknown, version: string, problem: Report): unknown {
  if (value === null) return value;
  const ofUser = isSerialized(value) && problemOfUser(value, 'activation');
  if (ofUser) {
    problem(`has an activation that ${ofUser}`);
    return 'linear';
  }
  const name = nameOfActivation(value);
  if (name !== undefined) return knownName(name, version, problem);
  if (isActivationLayer(value)) return value;
  problem(
    `has the activation ${show(value)}, which has arguments or is defined by code: ` +
      'make it a layer of its own',
  );
  return 'linear';
}

/** Of a layer with its defaults, the name says all. */
function nameOfActivation(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (isObject(value) && typeof value.config === 'string') return value.config;
  return isActivationLayer(value) && hasDefaults(value) ? snakeName(value.class_name) : undefined;
}

function isActivationLayer(value: unknown): value is Serialized {
  return isSerialized(value) && layerClass(value.class_name).asActivation !== undefined;
}

function hasDefaults({ class_name, config }: Serialized): boolean {
  return Object.entries(layerClass(class_name).asActivation ?? {}).every(
    ([key, byDefault]) => config[key] === undefined || isSame(config[key], byDefault),
  );
}

/** Keras 2 saves numbers that it has rounded to float32. */
function isSame(value: unknown, other: unknown): boolean {
  if (typeof value !== 'number' || typeof other !== 'number') return value === other;
  return Math.fround(value) === Math.fround(other);
}

/** The name by which tfjs knows an activation of Keras. */
function knownName(name: string, version: string, problem: Report): string {
  if (isKeras3(version) && name === 'sparsemax') {
    problem(
      "has the activation 'sparsemax', of which Keras 3 computes something else than sparsemax",
    );
  }
  if (!isOfTfjs(version) && NOT_OF_KERAS.test(name)) {
    problem(`has the activation '${name}', which is not of Keras: make it a layer of its own`);
  }
  const known = isKeras3(version) && name === 'hard_sigmoid' ? 'hard_sigmoid6' : name;
  if (!isRegistered(camelCase(known)) && !isRegistered(known)) {
    problem(`has the activation '${name}', which is unknown`);
  }
  return known;
}

/**
 * Takes from a layer an activation that is itself a layer and has arguments, which no name says: it is to be a layer
 * of its own behind the other.
 */
export function takeActivation(layer: SerializedLayer): readonly [SerializedLayer, Serialized?] {
  const { activation } = layer.config;
  const isTaken =
    layerClass(layer.class_name).endsWithActivation &&
    isActivationLayer(activation) &&
    !hasDefaults(activation);
  if (!isTaken) return [layer];
  return [{ ...layer, config: { ...layer.config, activation: 'linear' } }, activation];
}
