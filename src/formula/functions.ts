import { countUses, type Expression, variablesOf } from './expression.js';
import { isConstant, isWord } from './words.js';

// What formulas may call besides the words of the language.

/** A function as it was typed. */
export interface FunctionSource {
  readonly name: string;
  /** In `x` and in the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
}

export interface DefinedFunction {
  /** What it is of `x`. */
  readonly meaning: Expression;
  readonly source: FunctionSource;
  /** Whether a formula that calls it is saved with it: not every copy of the package defines it. */
  readonly isSaved: boolean;
}

/** Functions by their names. */
export type Scope = ReadonlyMap<string, DefinedFunction>;

/**
 * How many nodes all functions that a formula calls may have, counted at each call. Functions that call others,
 * twice each, may double with each of them.
 */
export const LARGEST = 20000;

/** How many distinct nodes the expression has. */
export function sizeOf(expression: Expression): number {
  return countUses(expression).size;
}

const functions = new Map<string, DefinedFunction>();

/**
 * Makes an expression in `x` a function that formulas may call: after `silu` is defined to be `x * sigmoid(x)`,
 * `silu(2 * x)` means `2 * x * sigmoid(2 * x)`. To say the same again changes nothing.
 *
 * @throws When it reads more than `x`, and when the name has a meaning already.
 */
export function defineFunction(defined: DefinedFunction): void {
  const { meaning, source } = defined;
  const { name } = source;
  refuseOthers(name, meaning);
  const known = functions.get(name);
  if (known?.meaning === meaning) return;
  if (known !== undefined || isWord(name) || isValue(name)) {
    throw new Error(`The name of a function must be new. Received: ${name}`);
  }
  functions.set(name, defined);
}

/** @throws When the expression reads more than `x`. */
export function refuseOthers(name: string, expression: Expression): void {
  const others = variablesOf(expression).filter((variable) => variable !== 'x');
  if (others.length === 0) return;
  throw new Error(
    `A function can use only x. Received: ${name}, which also uses ${others.join(', ')}`,
  );
}

export function functionNamed(name: string): DefinedFunction | undefined {
  return functions.get(name);
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
