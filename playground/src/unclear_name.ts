import { GREEK } from '../../scripts/mathematics/tex.js';
import { closestTo } from '../../src/arguments/did_you_mean.js';
import { functionsElsewhere, tokensElsewhere } from '../../src/formula/elsewhere.js';
import { functionNames, isFunction } from '../../src/formula/functions.js';
import { constants, functionWords, isWord, words } from '../../src/formula/words.js';
import { catalogue } from './catalogue.js';

// A free name in a formula is a parameter. But `sigmod` is probably a typing error, and `sig` is probably incomplete.

/** A formula contains a name that could be a parameter, but is probably intended as another word. */
export class UnclearName extends Error {
  override readonly name = 'UnclearName';

  constructor(
    /** The name as written. */
    readonly written: string,
    readonly position: number,
    hint: string,
    /** The words that may be intended, as they would be written in a formula. */
    readonly meant: readonly string[],
  ) {
    super(`Unknown name '${written}'. ${hint}`);
  }
}

/** Matches the name in a formula, unless it is called. */
function patternOf(written: string): RegExp {
  return new RegExp(`(?<![\\w.])${written}(?!\\w|\\s*\\()`);
}

/**
 * @param names The free names of the formula that are not known to be parameters.
 * @throws {UnclearName} If one of them is unclear.
 */
export function refuseUnclear(formula: string, names: readonly string[]): void {
  for (const written of names) {
    const { hint, meant } = adviceOn(written) ?? {};
    if (hint !== undefined && meant !== undefined) {
      throw new UnclearName(written, formula.search(patternOf(written)), hint, meant);
    }
  }
}

/** The beginning of a word is unclear from this length on. Shorter names are common for parameters. */
const SHORTEST_BEGINNING = 3;
const MOST_MEANT = 3;
/**
 * From this length on, a name is unclear if it differs from a word in up to two letters; a shorter one, in one
 * letter.
 */
const LONG = 6;

/** The names of the parameters in the catalogue, which are clear. */
const parameterNames = new Set(
  Object.values(catalogue).flatMap(({ parameters }) => Object.keys(parameters)),
);

interface Advice {
  readonly hint: string;
  readonly meant: readonly string[];
}

/** The advice for an unclear name; `undefined` for a clear one. */
function adviceOn(written: string): Advice | undefined {
  if (GREEK.has(written) || parameterNames.has(written)) return undefined;
  const lower = written.toLowerCase();
  const value = ['x', ...Object.keys(constants)].find((each) => each === lower);
  if (value !== undefined) return question([value]);
  if (isFunction(written)) return question([called(written)]);
  const help = functionsElsewhere.get(written);
  if (help !== undefined) return { hint: `Expected: ${help}.`, meant: [] };
  if (/^(inf|infinity|nan)$/.test(lower)) {
    return { hint: `${tokensElsewhere.get(lower)}.`, meant: [] };
  }
  const functions = [...new Set([...functionWords, ...functionNames()])];
  const begun = functions.filter((each) => each.toLowerCase().startsWith(lower));
  if (written.length >= SHORTEST_BEGINNING && begun.length > 0) {
    return question(begun.slice(0, MOST_MEANT).map(called));
  }
  const near = closestTo(written, functions, written.length < LONG ? 1 : 2);
  return near === undefined ? undefined : question([called(near)]);
}

function question(meant: readonly string[]): Advice {
  return { hint: `Did you mean ${meant.join(' or ')}?`, meant };
}

function called(name: string): string {
  return isWord(name) && words[name].length === 2 ? `${name}(a, b)` : `${name}(x)`;
}

/** The formula with every occurrence of the name replaced by the intended word. */
export function withMeant(formula: string, written: string, meant: string): string {
  return formula.replace(new RegExp(patternOf(written).source, 'g'), () => meant);
}
