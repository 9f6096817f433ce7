import { constant, substitute } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { toText } from '../formula/print.js';

/** A scalar parameter of an activation. */
export interface Parameter {
  /** The value where none is given. `Infinity` stands for 'no limit' and is `null` in a config. */
  readonly default: number;
  /** The smallest value allowed. */
  readonly min?: number;
  /** Other names of the same value, in the systems that a model may come from. */
  readonly also?: readonly string[];
}

/** An activation: one line of mathematics, of which everything else is derived. */
export interface Activation<Name extends string = string> {
  /** Its formula, in `x` and the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<Name, Parameter>>;
}

/** A formula and a value for each parameter that it reads. */
export interface Specialised {
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * The formula for given values of the parameters. A 0, a 1 or an infinity makes it simpler, so that
 * a ReLU without a slope and a bound is no slower than if it could not have them, and exact where a
 * factor 0 would meet an infinite input; other values stay parameters, which share one kernel.
 */
export function specialise(
  { formula }: Activation,
  values: Readonly<Record<string, number>>,
): Specialised {
  const entries = Object.entries(values);
  const isSimple = (value: number) => value === 0 || value === 1 || value === Infinity;
  const simple = entries.filter(([, value]) => isSimple(value));
  const constants = simple.map(([name, value]) => [name, constant(value)] as const);
  return {
    formula: toText(substitute(parse(formula), Object.fromEntries(constants))),
    parameters: Object.fromEntries(entries.filter(([, value]) => !isSimple(value))),
  };
}
