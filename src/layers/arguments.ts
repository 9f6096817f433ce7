import type * as tf from '@tensorflow/tfjs';
import { type Given, readNamed } from '../arguments/by_name.js';
import { camelCase, type SnakeCase } from '../arguments/case.js';

/**
 * What every layer takes: `inputShape`, `name`, `trainable`, `dtype` and the like.
 *
 * @inline
 */
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
  const names = { ...own, ...Object.fromEntries(layerKeys.map((key) => [key, []])) };
  const given = readNamed('argument', aLayer(layerClass), args, names, argumentName);
  const layer: Record<string, unknown> = {};
  const rest: Record<string, Given> = {};
  for (const [name, argument] of given) {
    if (isLayerKey(name)) layer[name] = argument.value;
    else rest[name] = argument;
  }
  return { layer, own: rest };
}

/** What errors call a layer of a class, with the article by how it is spoken: `an ELU layer`, `an SReLU layer`. */
export function aLayer(className: string): string {
  return `${/^([AEIO]|[FHLMNRSX][A-Z])/.test(className) ? 'an' : 'a'} ${className} layer`;
}

export function isLayerKey(name: string): boolean {
  return (layerKeys as readonly string[]).includes(name);
}

/** As tfjs writes it, with `inputDType`. */
function argumentName(key: string): string {
  const camel = camelCase(key);
  return camel === 'inputDtype' ? 'inputDType' : camel;
}
