import type { Parameter } from '../arguments/parameters.js';
import { type Expression, substitute } from '../formula/expression.js';
import { parse } from '../formula/parse.js';

/** An activation: one line of mathematics from which everything else is derived. */
export interface Activation<Name extends string = string> {
  /** Its formula, in `x` and the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** Other names of the activation. */
  readonly also?: readonly string[];
  /** The defaults of the Keras layer, where they differ from those of the activation. */
  readonly layerDefaults?: Readonly<Record<string, number>>;
  /**
   * The TensorFlow ops that compute the activation, each with the parameter values for which it does. The other
   * parameters are attributes of the op.
   */
  readonly tensorflow?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /**
   * The gate, if the activation is `x` times a gate apart from bounds: a formula in `x`, in the form that takes the
   * fewest TensorFlow ops.
   */
  readonly gate?: string;
}

/** The default values of the parameters; `undefined` for a parameter without a default. */
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
 * The formula for given values of the parameters. The values 0, 1, -1 and ±Infinity are substituted, which simplifies
 * the formula: a ReLU without a slope and a bound is as fast as one that cannot have them, and it is exact where a
 * factor of 0 would meet an infinite input. Other values stay parameters, so that they share one kernel.
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

/** For each formula, the formulas in which some parameters are replaced by such numbers, keyed by these values. */
const specialised = new WeakMap<Expression, Map<string, Expression>>();

/** The formula with some of its parameters replaced by numbers. */
export function withValues(
  formula: Expression | string,
  values: Readonly<Record<string, number>>,
): Expression {
  return substitute(asExpression(formula), values);
}

function asExpression(formula: Expression | string): Expression {
  return typeof formula === 'string' ? parse(formula) : formula;
}
