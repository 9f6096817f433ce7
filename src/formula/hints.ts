import { didYouMean } from '../arguments/did_you_mean.js';
import { functionsElsewhere, tokensElsewhere } from './elsewhere.js';
import { type DefinedFunction, functionNames, isFunction } from './functions.js';
import { constants, functionWords, isConstant, type Word, words } from './words.js';

// What an error adds to a fault: what is meant, as the language writes it.

/** What to write where this token cannot stand. */
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

/** What is meant by a function that there is not; if nobody knows, those that there are. */
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

/** What is meant by a name that has no value, ready to stand in an error; nothing if nobody knows. */
export function helpWithName(name: string, known: readonly string[]): string {
  const help = isFunction(name) ? needsArguments(name) : tokensElsewhere.get(name);
  return help === undefined
    ? didYouMean(name, ['x', ...known, ...Object.keys(constants)])
    : ` ${help}.`;
}

/** What is meant by `Math.exp(x)` and `np.pi`, of which this is the name; `undefined` if nobody knows. */
export function withoutPrefix(name: string, isCalled: boolean): string | undefined {
  if (isCalled) {
    return functionsElsewhere.get(name) ?? (isFunction(name) ? `${name}(…)` : undefined);
  }
  const lower = name.toLowerCase();
  return isConstant(lower) ? lower : undefined;
}

/** A longer formula is no help in an error. */
const LONGEST_QUOTE = 100;

/** How many arguments a word or a function takes, and what to write in place of an activation with parameters. */
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
