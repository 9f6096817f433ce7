import { countUses, type Expression, variablesOf } from './expression.js';
import { isConstant, isWord } from './words.js';

// The functions that formulas may call in addition to the words of the language.

/** A function as text. */
export interface FunctionSource {
  readonly name: string;
  /** In `x` and in the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
}

export interface DefinedFunction {
  /** The function as an expression in `x`. */
  readonly meaning: Expression;
  readonly source: FunctionSource;
  /** Whether it is saved with a formula that calls it: not every copy of the package defines it. */
  readonly isSaved: boolean;
}

/** Functions by their names. */
export type Scope = ReadonlyMap<string, DefinedFunction>;

/**
 * The maximal number of nodes of all functions that a formula calls, counted at each call. Functions that call others
 * twice may double the number each time.
 */
export const LARGEST = 20000;

/** The number of distinct nodes of the expression. */
export function sizeOf(expression: Expression): number {
  return countUses(expression).size;
}

/** Functions by their names, each with its definition, or with how to make it when a formula calls it. */
const functions = new Map<string, DefinedFunction | (() => DefinedFunction)>();

/**
 * Defines an expression in `x` as a function that formulas may call: after `silu` is defined as `x * sigmoid(x)`,
 * `silu(2 * x)` means `2 * x * sigmoid(2 * x)`. Repeating a definition has no effect.
 *
 * @throws When it uses variables other than `x`, and when the name already has a meaning.
 */
export function defineFunction(defined: DefinedFunction): void {
  const { meaning, source } = defined;
  const { name } = source;
  refuseOthers(name, meaning);
  if (functionNamed(name)?.meaning === meaning) return;
  checkNew(name);
  functions.set(name, defined);
}

/** Defines a function that is made when a formula first calls it. */
export function defineLater(name: string, make: () => DefinedFunction): void {
  if (functions.has(name)) {
    defineFunction(make());
  } else {
    checkNew(name);
    functions.set(name, make);
  }
}

function checkNew(name: string): void {
  if (functions.has(name) || isWord(name) || isValue(name)) {
    throw new Error(`The name of a function must be new. Received: ${name}`);
  }
}

/** @throws When the expression uses variables other than `x`. */
export function refuseOthers(name: string, expression: Expression): void {
  const others = variablesOf(expression).filter((variable) => variable !== 'x');
  if (others.length === 0) return;
  throw new Error(
    `A function can use only x. Received: ${name}, which also uses ${others.join(', ')}`,
  );
}

export function functionNamed(name: string): DefinedFunction | undefined {
  const defined = functions.get(name);
  if (typeof defined !== 'function') return defined;
  const made = defined();
  functions.set(name, made);
  return made;
}

export function functionNames(): string[] {
  return [...functions.keys()];
}

/** Whether the name is that of a word or of a function. */
export function isFunction(name: string): boolean {
  return isWord(name) || functions.has(name);
}

/** Whether the name is that of a number, or `x`. */
export function isValue(name: string): boolean {
  return name === 'x' || isConstant(name);
}
