import type * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import type { FunctionSource } from '../formula/functions.js';

// tfjs changes the case of all texts that it saves, except for the value of a key `name`. So the text of a formula, and
// the names in it, are saved under that key.

/** A formula as it stands in a saved model. */
export interface SavedFormula {
  readonly formula: { readonly name: string };
  /** Each with its value, or with how it is learnt. */
  readonly parameters: readonly ({ readonly name: string } & tf.serialization.ConfigDict)[];
  /** What it calls that is not of the catalogue, each behind those that it calls itself. */
  readonly functions?: readonly ({ readonly name: string } & SavedFormula)[];
}

/** A value of a parameter: a number, or one that is learnt. */
type Value = number | { getConfig(): tf.serialization.ConfigDict };

/** The formula for a saved model, with the functions that it calls: it loads where they are not defined. */
export function saveFormula(
  formula: string,
  values: Readonly<Record<string, Value>>,
  functions: readonly FunctionSource[] = [],
): tf.serialization.ConfigDict {
  const parameters = Object.entries(values).map(([name, value]): tf.serialization.ConfigDict => {
    if (typeof value === 'object') return { name, ...value.getConfig() };
    return { name, value: value === Infinity ? null : value }; // JSON has no infinity.
  });
  const saved: tf.serialization.ConfigDict = { formula: { name: formula }, parameters };
  if (functions.length > 0) {
    saved.functions = functions.map(({ name, formula, parameters }) => {
      return { name, ...saveFormula(formula, parameters) };
    });
  }
  return saved;
}

/** The functions of a saved formula. */
export function loadFunctions(functions: SavedFormula['functions'] = []): FunctionSource[] {
  if (!Array.isArray(functions)) refuse('functions', 'a list', functions);
  return functions.map((each) => {
    const { name, formula, parameters } = each ?? {};
    if (typeof name !== 'string') refuse('name of a function', 'a string', name);
    if (!Array.isArray(parameters)) refuse('parameters of a function', 'a list', parameters);
    const values = parameters.map((parameter) => {
      const { name, value } = parameter ?? {};
      if (typeof name !== 'string') refuse('name of a parameter', 'a string', name);
      if (value !== null && typeof value !== 'number') refuse(name, 'a number', value);
      return [name, value ?? Infinity];
    });
    return { name, formula: formula?.name, parameters: Object.fromEntries(values) };
  });
}

function refuse(what: string, expected: string, received: unknown): never {
  throw new TypeError(
    `The ${what} of a saved formula must be ${expected}. Received: ${show(received)}`,
  );
}
