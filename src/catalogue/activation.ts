import type { Parameter } from '../arguments/parameters.js';
import { type Expression, substitute } from '../formula/expression.js';
import { parse } from '../formula/parse.js';

/** An activation: one line of mathematics, of which everything else is derived. */
export interface Activation<Name extends string = string> {
  /** Its formula, in `x` and the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** Other names of it. */
  readonly also?: readonly string[];
  /** The defaults of its layer in Keras, where they are not those of the activation. */
  readonly layerDefaults?: Readonly<Record<string, number>>;
  /**
   * The ops of TensorFlow that compute it, each with the values of parameters for which it does. The other parameters
   * are attributes of the op.
   */
  readonly tensorflow?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Where it is `x` times a gate but for bounds, the gate: a formula in `x`. */
  readonly gate?: string;
}

/** The values of the parameters where none are given; `undefined` where one must be. */
export function defaultsOf({ parameters }: Activation): Record<string, number> | undefined {
  const entries = Object.entries(parameters);
  if (entries.some(([, parameter]) => parameter.default === undefined)) return undefined;
  return Object.fromEntries(
    entries.map(([name, parameter]) => [name, parameter.default as number] as const),
  );
}

/** A formula and a value for each parameter that it reads. */
export interface Specialised<Value = number> {
  readonly formula: Expression;
  readonly parameters: Readonly<Record<string, Value>>;
}

/**
 * The formula for given values of the parameters. A 0, a 1, a -1 or an infinity is put into it and makes it simpler, so
 * that a ReLU without a slope and a bound is no slower than if it could not have them, and exact where a
 * factor 0 would meet an infinite input; other values stay parameters, which share one kernel.
 */
export function specialise<Value = number>(
  formula: Expression | string,
  values: Readonly<Record<string, Value>>,
): Specialised<Value> {
  const simple: Record<string, number> = {};
  const parameters: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    if (SIMPLE.includes(value)) simple[name] = value as number;
    else parameters[name] = value;
  }
  const general = asExpression(formula);
  let known = specialised.get(general);
  if (known === undefined) {
    known = new Map();
    specialised.set(general, known);
  }
  const key = Object.entries(simple).join();
  let special = known.get(key);
  if (special === undefined) {
    special = withValues(general, simple);
    known.set(key, special);
  }
  return { formula: special, parameters };
}

const SIMPLE: readonly unknown[] = [0, 1, -1, Infinity];

/** For each formula, the formulas with such numbers in place of some parameters, by these values. */
const specialised = new WeakMap<Expression, Map<string, Expression>>();

/** The formula with numbers in place of some of its parameters. */
export function withValues(
  formula: Expression | string,
  values: Readonly<Record<string, number>>,
): Expression {
  return substitute(asExpression(formula), values);
}

function asExpression(formula: Expression | string): Expression {
  return typeof formula === 'string' ? parse(formula) : formula;
}
