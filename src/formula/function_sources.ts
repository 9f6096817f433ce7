import { type Expression, substitute } from './expression.js';
import {
  type FunctionSource,
  LARGEST,
  refuseOthers,
  type Scope,
  sizeOf,
  sourceOf,
} from './functions.js';
import { functionsCalledBy, parse } from './parse.js';

// A formula that calls functions is saved with their text, and loads where they are not defined.

/** The functions that a formula calls, and those that they call, which not every copy of the package has. */
export function sourcesOf(formula: string): FunctionSource[] {
  const found = new Set<FunctionSource>();
  const visit = (text: string): void => {
    for (const name of functionsCalledBy(text)) {
      const source = sourceOf(name);
      if (source === undefined || found.has(source)) continue;
      visit(source.formula);
      found.add(source); // Behind those that it calls itself.
    }
  };
  visit(formula);
  return [...found];
}

/** The functions as expressions; each may call those before it. */
export function scopeOf(sources: readonly FunctionSource[]): Scope {
  const scope = new Map<string, Expression>();
  let size = 0;
  for (const { name, formula, parameters } of sources) {
    const expression = substitute(parse(formula, scope), parameters);
    refuseOthers(name, expression);
    size += sizeOf(expression);
    if (size > LARGEST)
      throw new Error(`The functions of a formula are too large. Received: ${name}`);
    scope.set(name, expression);
  }
  return scope;
}
