import { camelCase } from './case.js';
import { didYouMean } from './did_you_mean.js';
import { show } from './show.js';
import { isTensor } from './tensors.js';

/** An argument as the user wrote it. */
export interface Given {
  readonly key: string;
  readonly value: unknown;
}

/**
 * Arguments by their main names, whichever of their names they are given under. As in tfjs, `null` and
 * `undefined` are not given, in place of one argument and in place of all.
 *
 * @param what What they are, in errors: `argument`, `parameter`.
 * @param owner Whose they are, in errors: `elu`, `a Softmax layer`.
 * @param names Each with its other names, all in camel case.
 * @param nameOf A key in camel case.
 * @throws When one is not among the names, and when two names of one are given different values.
 */
export function readNamed(
  what: string,
  owner: string,
  args: object | null | undefined,
  names: Readonly<Record<string, readonly string[]>>,
  nameOf = camelCase,
): Map<string, Given> {
  const all = args ?? {};
  if (typeof all !== 'object' || Array.isArray(all) || isTensor(all)) {
    throw new TypeError(`The ${what}s of ${owner} must be an object. Received: ${show(args)}`);
  }
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(all)) {
    if (value == null) continue;
    const called = nameOf(key);
    const name = Object.keys(names).find((each) => each === called || names[each].includes(called));
    if (name === undefined) {
      const known = Object.entries(names).flat(2);
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
