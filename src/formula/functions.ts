import { countUses, type Expression, variablesOf } from './expression.js';
import { isConstant, isWord } from './words.js';

// What formulas may call besides the words of the language.

/** Functions by their names, each an expression in `x` alone. */
export type Scope = ReadonlyMap<string, Expression>;

/** A function as it was typed. */
export interface FunctionSource {
  readonly name: string;
  /** In `x` and in the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * How many nodes all functions that a formula calls may have, counted at each call. Functions that call others,
 * twice each, may double with each of them.
 */
export const LARGEST = 20000;

/** How many distinct nodes the expression has. */
export function sizeOf(expression: Expression): number {
  return countUses(expression).size;
}

const functions = new Map<string, Expression>();
const sources = new Map<string, FunctionSource>();

/**
 * Makes an expression in `x` a function that formulas may call: after `silu` is defined to be `x * sigmoid(x)`,
 * `silu(2 * x)` means `2 * x * sigmoid(2 * x)`. To say the same again changes nothing.
 *
 * @param source What a formula that calls it is saved with; none for what every copy of the package defines.
 * @throws When it reads more than `x`, and when the name has a meaning already.
 */
export function defineFunction(
  name: string,
  expression: Expression,
  source?: FunctionSource,
): void {
  refuseOthers(name, expression);
  const known = functions.get(name);
  if (known === expression) return;
  if (known !== undefined || isWord(name) || isValue(name)) {
    throw new Error(`The name of a function must be new. Received: ${name}`);
  }
  functions.set(name, expression);
  if (source) sources.set(name, source);
}

/** @throws When the expression reads more than `x`. */
export function refuseOthers(name: string, expression: Expression): void {
  const others = variablesOf(expression).filter((variable) => variable !== 'x');
  if (others.length === 0) return;
  throw new Error(
    `A function is a formula in x alone. Received: ${name}, which reads ${others.join(', ')}`,
  );
}

export function functionNamed(name: string): Expression | undefined {
  return functions.get(name);
}

/** What it was defined by, where not every copy of the package has it. */
export function sourceOf(name: string): FunctionSource | undefined {
  return sources.get(name);
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
