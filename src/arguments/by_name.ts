import { camelCase } from './case.js';
import { didYouMean } from './did_you_mean.js';
import { show } from './show.js';
import { isTensor } from './tensors.js';

/** An argument as the user wrote it. */
export interface Given {
  readonly key: string;
  readonly value: unknown;
}

/** The available arguments, keyed by their main names in camel case. */
export type Names = Readonly<Record<string, { readonly also?: readonly string[] }>>;

/** An error that names an argument, the rule that it breaks, and the received value. */
export function wrong(
  owner: string,
  { key, value }: Given,
  rule: string,
  ErrorClass: new (message: string) => Error = TypeError,
): Error {
  return new ErrorClass(`The ${key} of ${owner} ${rule}. Received: ${key}=${show(value)}`);
}

/**
 * Arguments keyed by their main names, whichever of their names they are given under. As in tfjs, `null` and
 * `undefined` count as not given, for one argument and for all.
 *
 * @param what The kind of argument, in errors: `argument`, `parameter`.
 * @param owner The function or layer, in errors: `elu`, `a Softmax layer`.
 * @param nameOf Converts a key to camel case.
 * @throws When a name is unknown, and when two names of one argument have different values.
 */
export function readNamed(
  what: string,
  owner: string,
  args: object | null | undefined,
  names: Names,
  nameOf = camelCase,
): Map<string, Given> {
  const all = args ?? {};
  if (typeof all !== 'object' || Array.isArray(all) || isTensor(all)) {
    throw new TypeError(`The ${what}s of ${owner} must be an object. Received: ${show(args)}`);
  }
  const spellings = Object.entries(names).map(([name, { also = [] }]) => [name, ...also]);
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(all)) {
    if (value == null) continue;
    const called = nameOf(key);
    const [name] = spellings.find((each) => each.includes(called)) ?? [];
    if (name === undefined) {
      const known = spellings.flat();
      throw new Error(
        `Unrecognized ${what} of ${owner}.${didYouMean(called, known)} ` +
          `Expected ${known.length === 0 ? 'none' : `one of: ${known.join(', ')}`}. ` +
          `Received: ${key}=${show(value)}`,
      );
    }
    const other = given.get(name);
    if (other !== undefined && other.value !== value) {
      throw new Error(
        `Two names of one ${what} of ${owner} have different values. ` +
          `Received: ${other.key}=${show(other.value)}, ${key}=${show(value)}`,
      );
    }
    given.set(name, { key, value });
  }
  return given;
}
