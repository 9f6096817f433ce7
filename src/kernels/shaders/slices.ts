import type { Expression } from '../../formula/expression.js';
import type { SliceFormulas } from '../slice_formulas.js';
import type { ShaderLanguage } from './languages.js';
import { printFormula } from './print.js';

/** The functions of a slice as text. */
export interface SliceFunctions {
  /** `add_0`, `add_1`: what is gathered, by one element and by all that was gathered before. */
  readonly withElement: string;
  /** `join_0`, `join_1`: what is gathered, by all of another part and by all that was gathered before. */
  readonly withPart: string;
  /** `formula`: the result, by an element and by all that its slice has gathered. */
  readonly result: string;
}

export function printSlice(
  { tensors, gathered, result }: SliceFormulas,
  language: ShaderLanguage,
): SliceFunctions {
  const names = gathered.map(({ name }) => name);
  const others = names.map((name) => `other_${name}`);
  const print = (expression: Expression, variables: readonly string[], name: string) =>
    printFormula(expression, [...variables, ...names], language, name).text;
  return {
    withElement: gathered.map((each, i) => print(each.withElement, tensors, `add_${i}`)).join('\n'),
    withPart: gathered.map((each, i) => print(each.withPart, others, `join_${i}`)).join('\n'),
    result: print(result, tensors, 'formula'),
  };
}

/** What is gathered, in variables: `g0`, `g1`, and a spare one for each, `n0`, `n1`. */
export function gatheredVariables({ gathered }: SliceFormulas): string[] {
  return gathered.map((_, i) => `g${i}`);
}

/**
 * The statements that change what is gathered, all of it at once, by the functions `add` or `join`.
 *
 * @param lanes What follows the name of a variable: `.x`, or nothing where it is a float.
 * @param operands What precedes `g0`, `g1` among the arguments, in a lane.
 */
export function printStep(
  name: 'add' | 'join',
  variables: readonly string[],
  lanes: readonly string[],
  operands: (lane: string) => readonly string[],
): string {
  const assign = (lane: string) => {
    const args = [...operands(lane), ...variables.map((variable) => variable + lane)].join(', ');
    const next = variables.map((_, i) => `n${i}${lane} = ${name}_${i}(${args});`);
    const set = variables.map((variable, i) => `${variable}${lane} = n${i}${lane};`);
    return [...next, ...set].join(' ');
  };
  return lanes.map(assign).join('\n');
}
