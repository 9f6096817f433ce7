import type { Parameter } from '../../src/arguments/parameters.js';
import { code } from './markdown.js';

/** The range of a parameter, if it has one. */
export function rangeOf({ min, above, upTo }: Parameter): string | undefined {
  if (upTo !== undefined) return `at most ${code(upTo)}`;
  if (min !== undefined) return `at least ${min}`;
  return above === undefined ? undefined : `greater than ${above}`;
}

/** A parameter with its default and its range: `alpha` 0.2, at least 0. */
export function parameterText([name, parameter]: [string, Parameter]): string {
  const { default: byDefault } = parameter;
  const value = byDefault === Infinity ? 'none' : (byDefault ?? 'required');
  return [`${code(name)} ${value}`, rangeOf(parameter)].filter(Boolean).join(', ');
}
