import type { Expression } from '../../formula/expression.js';
import {
  type Gathered,
  iterate,
  type Newton,
  numbersOf,
  PLACE,
  readsPlace,
  type SliceFormulas,
} from '../../formula/slice_formulas.js';
import { expsWithoutOverflow } from '../bounded_exponentials.js';
import type { ShaderLanguage } from './languages.js';
import { LANES, printFormula, printNumber, vector } from './print.js';

// A shader processes slices item by item. An item is a float, or a vector of four floats, which are elements of one
// slice or of several. Each lane gathers separately; then the lanes of a slice are joined. A long slice is gathered
// in parts, and then from these.

/** For each slice that has elements in an item, their lanes, in order. The only lane of a float is ''. */
export type Lanes = readonly (readonly string[])[];

/** How the shaders of a backend process slices. */
export interface SliceShader {
  readonly language: ShaderLanguage;
  readonly lanes: Lanes;
  /** The function `main`, which runs the statements for one part of the slices of an item, from `begin` to `end`. */
  main(statements: readonly string[]): string;
  /**
   * Runs statements for each item from `begin` to `end`, whose elements are `t0`, `t1`, ….
   *
   * @param statements Returns the statements for some of the lanes.
   * @param most An upper bound of the number of items: in WebGL 1 the length of a loop must be a constant.
   */
  forItems(statements: (lanes: readonly string[]) => string, most: number): string;
  /** Runs statements for each part, with its numbers in their variables. */
  forParts(statements: string): string;
  /** The variable of a number of one of the slices. */
  number(index: number, slice: number): string;
  /** Declares the variables of this many numbers; the first `stored` are read from where a shader has stored them. */
  declareNumbers(count: number, stored: number): string;
  storeNumbers(count: number): string;
}

/** The number of items that one invocation gathers for a part. */
export const LONGEST_PART = 256;
/**
 * In Newton's method, the maximal number of items that are added before another sum is started, and the maximal
 * number of sums.
 */
const MOST_BLOCKS = 4096;
/** More steps than Newton's method needs. */
const MOST_STEPS = 64;

/** A run of a shader. It reads the numbers that the previous run has stored, if there was one. */
export interface Pass {
  readonly code: string;
  readonly readsTensors: boolean;
  /** The number of items of a slice, and of the parts that take them. */
  readonly items: number;
  readonly parts: number;
  /** The number of items that are added before another sum is started; a part, unless parts are interleaved. */
  readonly share: number;
  /** The number of numbers that it stores for each slice. */
  readonly numbers: number;
}

/**
 * The passes that compute the numbers of slices of this many items: first from elements, then from parts until each
 * slice is complete.
 */
export function printPasses(formulas: SliceFormulas, shader: SliceShader, items: number): Pass[] {
  const { gathered, newton } = formulas;
  const passes: Pass[] = [];
  for (let left = items; passes.length === 0 || left > 1; ) {
    const readsTensors = passes.length === 0;
    const code = (readsTensors ? printElementsShader : printPartsShader)(formulas, shader);
    const parts = Math.ceil(left / LONGEST_PART);
    const share = Math.ceil(left / parts);
    passes.push({ code, readsTensors, items: left, parts, share, numbers: gathered.length });
    left = parts;
  }
  if (newton) {
    const code = printNewtonShader(formulas, newton, shader);
    const share = Math.ceil(Math.sqrt(items));
    const numbers = numbersOf(formulas).length;
    passes.push({ code, readsTensors: true, items, parts: 1, share, numbers });
  }
  return passes;
}

/** The pass that computes the result for this many items of a slice, each of which is a part. */
export function resultPass(code: string, items: number): Pass {
  return { code, readsTensors: true, items, parts: items, share: 1, numbers: 1 };
}

/** The shader that gathers from elements. */
function printElementsShader(formulas: SliceFormulas, shader: SliceShader): string {
  const { gathered } = formulas;
  const { language, lanes } = shader;
  const elements = elementsOf(formulas);
  return [
    ...printAdds(gathered, elements, language),
    ...(lanes[0].length > 1 ? printJoins(gathered, language) : []),
    shader.main([
      declare(gathered, shader),
      shader.forItems(
        (lanes) => change('add', gathered, lanes, (lane) => elements.map((_, i) => `t${i}${lane}`)),
        LONGEST_PART,
      ),
      ...lanes.flatMap(([first, ...others]) =>
        others.map((other) => change('join', gathered, [first], () => variables(gathered, other))),
      ),
      ...storeGathered(gathered, shader),
    ]),
  ].join('\n');
}

/** The shader that gathers from the gathered numbers of parts. */
function printPartsShader({ gathered }: SliceFormulas, shader: SliceShader): string {
  const join = shader.lanes.map(([first], slice) =>
    change('join', gathered, [first], () => gathered.map((_, i) => shader.number(i, slice))),
  );
  return [
    ...printJoins(gathered, shader.language),
    shader.main([
      declare(gathered, shader),
      shader.forParts(join.join('\n')),
      ...storeGathered(gathered, shader),
    ]),
  ].join('\n');
}

/** The shader that runs Newton's method after the preceding numbers are gathered. */
function printNewtonShader(formulas: SliceFormulas, newton: Newton, shader: SliceShader): string {
  const { gathered } = newton;
  const { language, lanes } = shader;
  const { integer } = language;
  const [elements, numbers] = [elementsOf(formulas), numbersOf(formulas)];
  const numbersOfSlice = (slice: number) => numbers.map((_, i) => shader.number(i, slice));
  const lastOf = (slice: number) => shader.number(numbers.length - 1, slice);
  const type = typeOf(shader);
  const sums = gathered.map((_, i) => language.variable(type, `sum${i}`, `${type}(0.0)`));
  const add = (lanes: readonly string[]) =>
    change('add', gathered, lanes, (lane) => [
      ...elements.map((_, i) => `t${i}${lane}`),
      ...numbersOfSlice(sliceOf(lane, shader)),
    ]);
  const next = lanes.map((ofSlice, slice) => {
    const totals = gathered.map((_, i) => ofSlice.map((lane) => `sum${i}${lane}`).join(' + '));
    const args = [...numbersOfSlice(slice), ...totals].join(', ');
    return `last = ${lastOf(slice)};
    ${lastOf(slice)} = iterate(${args});
    if (last < ${lastOf(slice)}) { hasIncreased = true; }`;
  });
  const functions = [
    ...printAdds(gathered, [...elements, ...numbers], language),
    print(iterate(newton), [...numbers, ...namesOf(gathered)], language, 'iterate'),
  ];
  const main = shader.main([
    shader.declareNumbers(numbers.length, numbers.length - 1),
    ...lanes.map((_, slice) => `${lastOf(slice)} = ${printNumber(newton.from, language)};`),
    `for (${integer} iteration = 0; iteration < ${MOST_STEPS}; iteration++) {
    ${sums.join(' ')}
    for (${integer} block = 0; block < ${MOST_BLOCKS}; block++) {
      begin = block * ${language.uniform('share')};
      if (begin >= ${language.uniform('items')}) { break; }
      end = begin + ${language.uniform('share')};
      if (end > ${language.uniform('items')}) { end = ${language.uniform('items')}; }
      ${declare(gathered, shader)}
      ${shader.forItems(add, MOST_BLOCKS)}
      ${gathered.map((_, i) => `sum${i} += g${i};`).join(' ')}
    }
    ${language.variable('bool', 'hasIncreased', 'false')}
    ${language.variable(language.types[1], 'last', '0.0')}
    ${next.join('\n    ')}
    if (!hasIncreased) { break; }
  }`,
    shader.storeNumbers(numbers.length),
  ]);
  return [...functions, main].join('\n');
}

/** The function `formula`, and its value for the elements and numbers of an item. */
export function printResult(
  formulas: SliceFormulas,
  shader: SliceShader,
): { formula: string; value: string } {
  const [elements, numbers] = [elementsOf(formulas), numbersOf(formulas)];
  const values = lanesOf(shader).map((lane) => {
    const args = [
      ...elements.map((_, i) => `t${i}${lane}`),
      ...numbers.map((_, i) => shader.number(i, sliceOf(lane, shader))),
    ];
    return `formula(${args.join(', ')})`;
  });
  return {
    formula: print(formulas.result, [...elements, ...numbers], shader.language, 'formula'),
    value: vector(values, shader.language),
  };
}

/**
 * Declares the elements of an item: `t0`, `t1`, ….
 *
 * @param tensor Returns the elements in a tensor.
 * @param item The index of the item in its slices.
 */
export function declareElements(
  formulas: SliceFormulas,
  { language, lanes }: Pick<SliceShader, 'language' | 'lanes'>,
  tensor: (index: number) => string,
  item: string,
): string {
  const type = typeOf({ lanes, language });
  const inItem = lanesOf({ lanes }).map((lane) => {
    const ofSlice = lanes.find((ofSlice) => ofSlice.includes(lane)) as readonly string[];
    return `${ofSlice.indexOf(lane)}.0`;
  });
  const places = `${lanes[0].length}.0 * ${language.types[1]}(${item}) + ${vector(inItem, language)}`;
  return elementsOf(formulas)
    .map((name, i) => language.variable(type, `t${i}`, name === PLACE ? places : tensor(i)))
    .join(' ');
}

/** Declares the gathered numbers `g0`, `g1`, …, and a variable for the next value of each. */
function declare(gathered: readonly Gathered[], shader: SliceShader): string {
  const { language } = shader;
  const type = typeOf(shader);
  const declarations = gathered.map(({ start }, i) => {
    const value = `${type}(${printNumber(start, language)})`;
    return `${language.variable(type, `g${i}`, value)} ${language.variable(type, `n${i}`, `g${i}`)}`;
  });
  return declarations.join(' ');
}

/** Updates the gathered numbers in some lanes, all at once, because later numbers read earlier ones. */
function change(
  name: 'add' | 'join',
  gathered: readonly Gathered[],
  lanes: readonly string[],
  operands: (lane: string) => readonly string[],
): string {
  const changes = lanes.map((lane) => {
    const args = [...operands(lane), ...variables(gathered, lane)].join(', ');
    const next = gathered.map((_, i) => `n${i}${lane} = ${name}_${i}(${args});`);
    const set = gathered.map((_, i) => `g${i}${lane} = n${i}${lane};`);
    return [...next, ...set].join(' ');
  });
  return changes.join('\n');
}

/** The gathered numbers in a lane. */
function variables(gathered: readonly Gathered[], lane: string): string[] {
  return gathered.map((_, i) => `g${i}${lane}`);
}

/** Stores the gathered numbers of the first lane of each slice. */
function storeGathered(gathered: readonly Gathered[], shader: SliceShader): string[] {
  const numbers = shader.lanes.flatMap(([first], slice) =>
    gathered.map((_, i) => `${shader.number(i, slice)} = g${i}${first};`),
  );
  return [
    shader.declareNumbers(gathered.length, 0),
    numbers.join(' '),
    shader.storeNumbers(gathered.length),
  ];
}

/** The functions `add_0`, `add_1`, …: the next gathered number for an element and all numbers gathered before. */
function printAdds(
  gathered: readonly Gathered[],
  element: readonly string[],
  language: ShaderLanguage,
): string[] {
  const names = [...element, ...namesOf(gathered)];
  return gathered.map(({ withElement }, i) => print(withElement, names, language, `add_${i}`));
}

/** The functions `join_0`, `join_1`, …: the next gathered number for another part and all numbers gathered before. */
function printJoins(gathered: readonly Gathered[], language: ShaderLanguage): string[] {
  const names = namesOf(gathered);
  const all = [...names.map((name) => `other_${name}`), ...names];
  return gathered.map(({ withPart }, i) => print(withPart, all, language, `join_${i}`));
}

/** The variables of an element: its values in the tensors, and its place in the slice, if a formula reads that. */
function elementsOf(formulas: SliceFormulas): string[] {
  return hasPlace(formulas) ? [...formulas.tensors, PLACE] : [...formulas.tensors];
}

export function hasPlace({ gathered, result }: SliceFormulas): boolean {
  return [...gathered.map(({ withElement }) => withElement), result].some(readsPlace);
}

function lanesOf({ lanes }: Pick<SliceShader, 'lanes'>): readonly string[] {
  return lanes.flat().length === 1 ? [''] : LANES;
}

function sliceOf(lane: string, { lanes }: SliceShader): number {
  return lanes.findIndex((ofSlice) => ofSlice.includes(lane));
}

/** The type of an item. */
function typeOf({ lanes, language }: Pick<SliceShader, 'language' | 'lanes'>): string {
  return language.types[lanes.flat().length === 1 ? 1 : 4];
}

function namesOf(gathered: readonly Gathered[]): string[] {
  return gathered.map(({ name }) => name);
}

function print(
  expression: Expression,
  variables: readonly string[],
  language: ShaderLanguage,
  name: string,
): string {
  return printFormula(expsWithoutOverflow(expression), variables, language, name).text;
}
