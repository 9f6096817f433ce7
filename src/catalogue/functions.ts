import type { Expression } from '../formula/expression.js';
import { defineFunction } from '../formula/functions.js';
import { type Activation, defaultsOf, withValues } from './activation.js';
import { elementwiseActivations } from './catalogue.js';

/** The formula with its parameters at their defaults, where all have one. */
export function formulaByDefault(activation: Activation): Expression | undefined {
  const defaults = defaultsOf(activation);
  return defaults && withValues(activation.formula, defaults);
}

/** What formulas may call besides the words of the language: of each its name, and what it is of `x`. */
export function catalogueFunctions(): (readonly [name: string, expression: Expression])[] {
  return Object.entries<Activation>(elementwiseActivations).flatMap(([name, activation]) => {
    const expression = formulaByDefault(activation);
    const isWord = expression?.kind === 'operation' && expression.op === name;
    return expression === undefined || isWord ? [] : [[name, expression] as const];
  });
}

/** Makes the activations of the catalogue functions that formulas may call. */
export function defineFunctions(): void {
  for (const [name, meaning] of catalogueFunctions()) {
    const activation: Activation =
      elementwiseActivations[name as keyof typeof elementwiseActivations];
    const parameters = defaultsOf(activation) as Record<string, number>;
    const source = { name, formula: activation.formula, parameters };
    defineFunction({ meaning, source, isSaved: false });
  }
}
