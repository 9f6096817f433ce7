import type * as tf from '@tensorflow/tfjs';
import { type Given, type Names, readNamed } from '../arguments/by_name.js';
import { camelCase, type SnakeCase } from '../arguments/case.js';

/**
 * The arguments that every layer takes: `inputShape`, `name`, `trainable`, `dtype` and others.
 *
 * @inline
 */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** Arguments in camel case, as in tfjs, or in snake case, as in Keras. */
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

const layerNames = Object.fromEntries(layerKeys.map((key) => [key, {}]));

/**
 * Reads the arguments of a layer under any of their names.
 *
 * @param owner The layer, in errors: `a ReLU layer`.
 * @param names The arguments that only this layer takes.
 * @returns The arguments that every layer takes, for tfjs, and those that only this layer takes.
 * @throws When an argument is unknown, and when two names of one argument have different values.
 */
export function readLayerArguments(owner: string, args: object | undefined, names: Names) {
  const given = readNamed('argument', owner, args, { ...names, ...layerNames }, argumentName);
  const forEvery: Record<string, unknown> = {};
  for (const [name, { value }] of given) {
    if (!isLayerKey(name)) continue;
    forEvery[name] = value;
    given.delete(name);
  }
  return { forEvery: forEvery as LayerArgs, given: given as ReadonlyMap<string, Given> };
}

/** What errors call a layer of a class, with the spoken article: `an ELU layer`, `an SReLU layer`. */
export function aLayer(className: string): string {
  return `${/^([AEIO]|[FHLMNRSX][A-Z])/.test(className) ? 'an' : 'a'} ${className} layer`;
}

export function isLayerKey(name: string): boolean {
  return (layerKeys as readonly string[]).includes(name);
}

/** In the spelling of tfjs, with `inputDType`. */
function argumentName(key: string): string {
  const camel = camelCase(key);
  return camel === 'inputDtype' ? 'inputDType' : camel;
}
