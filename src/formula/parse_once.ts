import type { Expression } from './expression.js';
import { parse } from './parse.js';

const parsed = new Map<string, Expression>();

/**
 * A formula of the package itself, parsed on its first use. A module that parses while it loads slows down the start,
 * and bundlers cannot remove it. `parse` would forget the formula, and its compiled kernels, after many others.
 */
export function parseOnce(text: string): Expression {
  let expression = parsed.get(text);
  if (expression === undefined) {
    expression = parse(text);
    parsed.set(text, expression);
  }
  return expression;
}
