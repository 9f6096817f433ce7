import type { Parameter } from '../../src/arguments/parameters.js';
import { code } from './markdown.js';

/** A parameter with its default and its range: `alpha` 0.2, at least 0. */
export function parameterText([name, { default: byDefault, min, above }]: [
  string,
  Parameter,
]): string {
  const value = byDefault === Infinity ? 'none' : (byDefault ?? 'required');
  const range =
    min !== undefined ? `, at least ${min}` : above !== undefined ? `, greater than ${above}` : '';
  return `${code(name)} ${value}${range}`;
}
