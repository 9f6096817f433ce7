import { substitute } from './expression.js';
import {
  type DefinedFunction,
  type FunctionSource,
  functionNamed,
  LARGEST,
  refuseOthers,
  type Scope,
  sizeOf,
} from './functions.js';
import { functionsCalledBy, parse } from './parse.js';

// A formula that calls functions is saved with their text, and loads where they are not defined.

/** The functions that a formula calls directly or indirectly, and that some copies of the package may not have. */
export function sourcesOf(formula: string): FunctionSource[] {
  const found = new Set<FunctionSource>();
  const visit = (text: string): void => {
    for (const name of functionsCalledBy(text)) {
      const { source, isSaved } = functionNamed(name) as DefinedFunction;
      if (!isSaved || found.has(source)) continue;
      visit(source.formula);
      found.add(source); // After the functions that it calls itself.
    }
  };
  visit(formula);
  return [...found];
}

/** The functions as expressions; each may call those before it. */
export function scopeOf(sources: readonly FunctionSource[]): Scope {
  const scope = new Map<string, DefinedFunction>();
  let size = 0;
  for (const source of sources) {
    const { name, formula, parameters } = source;
    const meaning = substitute(parse(formula, scope), parameters);
    refuseOthers(name, meaning);
    size += sizeOf(meaning);
    if (size > LARGEST)
      throw new Error(`The functions of a formula are too large. Received: ${name}`);
    scope.set(name, { meaning, source, isSaved: true });
  }
  return scope;
}
