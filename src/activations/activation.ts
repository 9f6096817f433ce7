import type * as tf from '@tensorflow/tfjs';
import { constant, substitute } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { toText } from '../formula/print.js';

/** A scalar parameter of an activation. */
export interface Parameter {
  /**
   * The value where none is given; without it, one must be. `Infinity` stands for 'no limit' and is `null` in a
   * config.
   */
  readonly default?: number;
  /** The smallest value allowed. */
  readonly min?: number;
  /** What a value must exceed. */
  readonly above?: number;
  /** Other names of the same value, in the systems that a model may come from. */
  readonly also?: readonly string[];
}

/** An activation: one line of mathematics, of which everything else is derived. */
export interface Activation<Name extends string = string> {
  /** Its formula, in `x` and the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** Other names of it. */
  readonly also?: readonly string[];
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
  readonly formula: string;
  readonly parameters: Readonly<Record<string, Value>>;
}

/**
 * The formula for given values of the parameters. A 0, a 1 or an infinity makes it simpler, so that
 * a ReLU without a slope and a bound is no slower than if it could not have them, and exact where a
 * factor 0 would meet an infinite input; other values stay parameters, which share one kernel.
 */
export function specialise<Value extends number | tf.Tensor>(
  { formula }: Activation,
  values: Readonly<Record<string, Value>>,
): Specialised<Value> {
  const entries = Object.entries(values);
  const isSimple = (value: Value): value is Value & number =>
    value === 0 || value === 1 || value === Infinity;
  const simple = entries.flatMap(([name, value]) => (isSimple(value) ? [[name, value]] : []));
  return {
    formula: withValues(formula, Object.fromEntries(simple)),
    parameters: Object.fromEntries(entries.filter(([, value]) => !isSimple(value))),
  };
}

/** The formula with numbers in place of some of its parameters. */
export function withValues(formula: string, values: Readonly<Record<string, number>>): string {
  const constants = Object.entries(values).map(([name, value]) => [name, constant(value)] as const);
  if (constants.length === 0) return formula;
  return toText(substitute(parse(formula), Object.fromEntries(constants)));
}
