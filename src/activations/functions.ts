import { defineFunction } from '../formula/parse.js';
import { type Activation, defaultsOf, withValues } from './activation.js';
import { elementwiseActivations } from './catalogue.js';

/** The formula with its parameters at their defaults, where all have one. */
export function formulaByDefault(activation: Activation): string | undefined {
  const defaults = defaultsOf(activation);
  return defaults && withValues(activation.formula, defaults);
}

/** What formulas may call besides the words of the language: of each its name, and its formula in `x`. */
export function catalogueFunctions(): (readonly [name: string, formula: string])[] {
  return Object.entries<Activation>(elementwiseActivations).flatMap(([name, activation]) => {
    const formula = formulaByDefault(activation);
    return formula === undefined || formula === `${name}(x)` ? [] : [[name, formula] as const];
  });
}

/** Makes the activations of the catalogue functions that formulas may call. */
export function defineFunctions(): void {
  for (const [name, formula] of catalogueFunctions()) defineFunction(name, formula);
}
