import { didYouMean } from '../arguments/did_you_mean.js';
import { functionsElsewhere, tokensElsewhere } from './elsewhere.js';
import { type DefinedFunction, functionNames, isFunction } from './functions.js';
import { constants, functionWords, isConstant, type Word, words } from './words.js';

// Hints that an error adds to a fault: how to write what is meant.

/** What to write instead of this token. */
export function helpWithToken(token: string, expected: string): string {
  const help = tokensElsewhere.get(token);
  if (help !== undefined) return help;
  return /^[$_\u0080-\uffff]/.test(token)
    ? 'A name consists of the letters a to z, digits and _, and starts with a letter'
    : `Expected ${expected}`;
}

export function needsArguments(name: string): string {
  return `'${name}' is a function. Expected: ${name}(…)`;
}

/** The replacement for an unknown function; if there is none, the list of functions. */
export function helpWithFunction(name: string): string {
  const instead = functionsElsewhere.get(name);
  if (instead !== undefined) return ` Expected: ${instead}`;
  const token = tokensElsewhere.get(name);
  if (token !== undefined) return ` ${token}`;
  const functions = functionNames();
  const others = functions.length > 0 ? ', or the name of an activation' : '';
  return (
    didYouMean(name, [...functionWords, ...functions]) ||
    ` Expected one of: ${functionWords.join(', ')}${others}`
  );
}

/** The hint for an undefined name, to append to an error; empty if there is none. */
export function helpWithName(name: string, known: readonly string[]): string {
  const help = isFunction(name) ? needsArguments(name) : tokensElsewhere.get(name);
  return help === undefined
    ? didYouMean(name, ['x', ...known, ...Object.keys(constants)])
    : ` ${help}.`;
}

/** The replacement for `Math.exp(x)` and `np.pi`, given the name; `undefined` if there is none. */
export function withoutPrefix(name: string, isCalled: boolean): string | undefined {
  if (isCalled) {
    return functionsElsewhere.get(name) ?? (isFunction(name) ? `${name}(…)` : undefined);
  }
  const lower = name.toLowerCase();
  return isConstant(lower) ? lower : undefined;
}

/** A longer formula does not help in an error. */
const LONGEST_QUOTE = 100;

/** The number of arguments of a word or a function, and what to write in place of an activation with parameters. */
export function arityOf(name: string, defined?: DefinedFunction): string {
  if (defined === undefined) {
    return words[name as Word].length === 1 ? '1 argument' : `2 arguments, ${name}(a, b)`;
  }
  const { formula } = defined.source;
  const instead = formula.length <= LONGEST_QUOTE ? `: ${formula}` : '';
  return (
    '1 argument: inside a formula, parameters have their defaults. ' +
    `For other values, write the formula instead${instead}`
  );
}
