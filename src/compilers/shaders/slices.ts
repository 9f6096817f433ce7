import type { Expression } from '../../formula/expression.js';
import {
  type Gathered,
  iterate,
  numbersOf,
  PLACE,
  readsPlace,
  type SliceFormulas,
} from '../../formula/slice_formulas.js';
import { expsWithoutOverflow } from '../bounded_exponentials.js';
import type { ShaderLanguage } from './languages.js';
import { printFormula } from './print.js';

/** The functions of a slice as text. An element is what it is in each tensor, and its place if that is read. */
export interface SliceFunctions {
  /** `add_0`, `add_1`: what is gathered, by an element and by all that was gathered before. */
  readonly withElement: string;
  /** `join_0`, `join_1`: what is gathered, by all of another part and by all that was gathered before. */
  readonly withPart: string;
  /**
   * Of a step of Newton's method: `add_0`, `add_1`, by an element, the numbers of the slice and the sums before;
   * `iterate`, by the numbers and the sums.
   */
  readonly newton: string;
  /** `formula`: the result, by an element and by the numbers of its slice. */
  readonly result: string;
}

export function printSlice(formulas: SliceFormulas, language: ShaderLanguage): SliceFunctions {
  const { gathered, newton, result } = formulas;
  const elements = elementsOf(formulas);
  const numbers = numbersOf(formulas);
  const print = (expression: Expression, variables: readonly string[], name: string) =>
    printFormula(expsWithoutOverflow(expression), variables, language, name).text;
  const adds = (gathered: readonly Gathered[], operands: readonly string[]) =>
    gathered.map(({ withElement }, i) =>
      print(withElement, [...operands, ...namesOf(gathered)], `add_${i}`),
    );
  const joins = gathered.map(({ withPart }, i) => {
    const others = namesOf(gathered).map((name) => `other_${name}`);
    return print(withPart, [...others, ...namesOf(gathered)], `join_${i}`);
  });
  const step = newton && [
    ...adds(newton.gathered, [...elements, ...numbers]),
    print(iterate(newton), [...numbers, ...namesOf(newton.gathered)], 'iterate'),
  ];
  return {
    withElement: adds(gathered, elements).join('\n'),
    withPart: joins.join('\n'),
    newton: step?.join('\n') ?? '',
    result: print(result, [...elements, ...numbers], 'formula'),
  };
}

function namesOf(gathered: readonly Gathered[]): string[] {
  return gathered.map(({ name }) => name);
}

/** More steps than Newton's method takes: in WebGL 1 the length of a loop must be a constant. */
export const MOST_STEPS = 64;

/** What an element is: in the tensors, and its place in the slice, where a formula reads that. */
export function elementsOf(formulas: SliceFormulas): string[] {
  return hasPlace(formulas) ? [...formulas.tensors, PLACE] : [...formulas.tensors];
}

export function hasPlace({ gathered, result }: SliceFormulas): boolean {
  return [...gathered.map(({ withElement }) => withElement), result].some(readsPlace);
}

/** What is gathered, in variables: `g0`, `g1`, and a spare one for each, `n0`, `n1`. */
export function gatheredVariables(gathered: readonly Gathered[]): string[] {
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
