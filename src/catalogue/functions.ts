import type { Expression } from '../formula/expression.js';
import { defineFunction } from '../formula/functions.js';
import { type Activation, defaultsOf, withValues } from './activation.js';
import { elementwiseActivations } from './catalogue.js';

/** The formula with its parameters at their defaults, if all have one. */
export function formulaByDefault(activation: Activation): Expression | undefined {
  const defaults = defaultsOf(activation);
  return defaults && withValues(activation.formula, defaults);
}

/**
 * The functions that formulas may call in addition to the words of the language: the name and the expression in `x`
 * of each.
 */
export function catalogueFunctions(): (readonly [name: string, expression: Expression])[] {
  return Object.entries<Activation>(elementwiseActivations).flatMap(([name, activation]) => {
    const expression = formulaByDefault(activation);
    const isWord = expression?.kind === 'operation' && expression.op === name;
    return expression === undefined || isWord ? [] : [[name, expression] as const];
  });
}

/** Defines the activations of the catalogue as functions that formulas may call. */
export function defineFunctions(): void {
  for (const [name, meaning] of catalogueFunctions()) {
    const activation: Activation =
      elementwiseActivations[name as keyof typeof elementwiseActivations];
    const parameters = defaultsOf(activation) as Record<string, number>;
    const source = { name, formula: activation.formula, parameters };
    defineFunction({ meaning, source, isSaved: false });
  }
}
