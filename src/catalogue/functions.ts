import type { Expression } from '../formula/expression.js';
import { type DefinedFunction, defineLater } from '../formula/functions.js';
import { isWord } from '../formula/words.js';
import { type Activation, defaultsOf, withValues } from './activation.js';
import { elementwiseActivations } from './catalogue.js';

/** The formula with its parameters at their defaults, if all have one. */
export function formulaByDefault(activation: Activation): Expression | undefined {
  const defaults = defaultsOf(activation);
  return defaults && withValues(activation.formula, defaults);
}

/** The activations of the catalogue that formulas may call as functions, in addition to the words of the language. */
export function catalogueFunctions(): (readonly [name: string, make: () => DefinedFunction])[] {
  return Object.entries<Activation>(elementwiseActivations).flatMap(([name, activation]) => {
    const parameters = defaultsOf(activation);
    if (parameters === undefined || isWord(name)) return [];
    const make = () => ({
      meaning: withValues(activation.formula, parameters),
      source: { name, formula: activation.formula, parameters },
      isSaved: false,
    });
    return [[name, make] as const];
  });
}

/** Defines them. Parsing all formulas would take most of the time of importing the package. */
export function defineFunctions(): void {
  for (const [name, make] of catalogueFunctions()) defineLater(name, make);
}
