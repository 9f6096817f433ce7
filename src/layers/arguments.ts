import type * as tf from '@tensorflow/tfjs';
import { camelCase, type SnakeCase } from '../activations/names.js';
import { show } from '../kernels/check.js';

/** What every layer takes: `inputShape`, `name`, `trainable`, `dtype` and the like. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** Arguments under their names in camel case, as in tfjs, or in snake case, as in Keras. */
export type Arguments<Named> = LayerArgs &
  Named & { [Name in keyof Named as SnakeCase<Name & string>]?: Named[Name] };

const layerKeys = [
  'name',
  'trainable',
  'dtype',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'inputDType',
  'weights',
] as const satisfies readonly (keyof LayerArgs)[];

/** An argument as the user wrote it. */
export interface Given {
  readonly key: string;
  readonly value: unknown;
}

/** The arguments of a layer sorted into those of every layer and its own, by their main names. */
export interface SortedArguments {
  readonly layer: LayerArgs;
  readonly own: Readonly<Record<string, Given | undefined>>;
}

/**
 * Sorts a layer's arguments, whichever of their names they are given under.
 *
 * @param own The layer's own arguments, each with its other names, all in camel case.
 * @throws When an argument is not one of the layer's, and when two names of one argument are given
 *   different values.
 */
export function sortArguments(
  layerClass: string,
  args: object,
  own: Readonly<Record<string, readonly string[]>>,
): SortedArguments {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw new TypeError(
      `The arguments of a ${layerClass} layer must be an object. Received: ${show(args)}`,
    );
  }
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(args)) {
    if (value === undefined) continue;
    const name = argumentNamed(argumentName(key), own);
    if (name === undefined) {
      throw new Error(
        `Unrecognized argument of a ${layerClass} layer. Expected one of: ` +
          `${[...Object.entries(own).flat(2), ...layerKeys].join(', ')}. ` +
          `Received: ${key}=${show(value)}`,
      );
    }
    const other = given.get(name);
    if (other !== undefined && other.value !== value) {
      throw new Error(
        `Two names of one argument of a ${layerClass} layer have different values. ` +
          `Received: ${other.key}=${show(other.value)}, ${key}=${show(value)}`,
      );
    }
    given.set(name, { key, value });
  }
  const layer: Record<string, unknown> = {};
  const rest: Record<string, Given> = {};
  for (const [name, argument] of given) {
    if (isLayerKey(name)) layer[name] = argument.value;
    else rest[name] = argument;
  }
  return { layer, own: rest };
}

export function isLayerKey(name: string): boolean {
  return (layerKeys as readonly string[]).includes(name);
}

function argumentNamed(
  key: string,
  own: Readonly<Record<string, readonly string[]>>,
): string | undefined {
  if (isLayerKey(key)) return key;
  return Object.keys(own).find((name) => name === key || own[name].includes(key));
}

/** As tfjs writes it, with `inputDType`. */
function argumentName(key: string): string {
  const camel = camelCase(key);
  return camel === 'inputDtype' ? 'inputDType' : camel;
}
