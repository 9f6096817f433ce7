import { camelCase } from './case.js';
import { didYouMean } from './did_you_mean.js';
import { show } from './show.js';
import { isTensor } from './tensors.js';

/** An argument as the user wrote it. */
export interface Given {
  readonly key: string;
  readonly value: unknown;
}

/** What there is to give, by its main names in camel case. */
export type Names = Readonly<Record<string, { readonly also?: readonly string[] }>>;

/** An error that says of an argument what it must be, and what it is. */
export function wrong(
  owner: string,
  { key, value }: Given,
  rule: string,
  ErrorClass: new (message: string) => Error = TypeError,
): Error {
  return new ErrorClass(`The ${key} of ${owner} ${rule}. Received: ${key}=${show(value)}`);
}

/**
 * Arguments by their main names, whichever of their names they are given under. As in tfjs, `null` and
 * `undefined` are not given, in place of one argument and in place of all.
 *
 * @param what What they are, in errors: `argument`, `parameter`.
 * @param owner Whose they are, in errors: `elu`, `a Softmax layer`.
 * @param nameOf A key in camel case.
 * @throws When one is not among the names, and when two names of one are given different values.
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
