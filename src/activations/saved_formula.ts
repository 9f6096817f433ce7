import type * as tf from '@tensorflow/tfjs';
import { show } from '../arguments/show.js';
import type { FunctionSource } from '../formula/functions.js';

// tfjs changes the case of all strings that it saves, except for the value of a key `name`. So the formula and the
// names in it are saved under that key.

/** A formula in a saved model. */
export interface SavedFormula {
  readonly formula: { readonly name: string };
  /** Each parameter with its value, or with its initializer, regularizer and constraint if it is learned. */
  readonly parameters: readonly ({ readonly name: string } & tf.serialization.ConfigDict)[];
  /** The functions that it calls and that are not in the catalogue, each after the functions that it calls itself. */
  readonly functions?: readonly ({ readonly name: string } & SavedFormula)[];
}

/** The value of a parameter: a number, or a learned parameter. */
type Value = number | { getConfig(): tf.serialization.ConfigDict };

/**
 * The formula for a saved model, with the functions that it calls, so that the model also loads where they are not
 * defined.
 */
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
