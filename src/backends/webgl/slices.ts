import * as tf from '@tensorflow/tfjs';
import { LANES, printNumber } from '../../compilers/shaders/print.js';
import {
  elementsOf,
  gatheredVariables,
  hasPlace,
  MOST_STEPS,
  printSlice,
  printStep,
} from '../../compilers/shaders/slices.js';
import {
  type Gathered,
  type Newton,
  numbersOf,
  PLACE,
  type SliceFormulas,
} from '../../formula/slice_formulas.js';
import type { SliceRunner } from '../../kernels/backend.js';
import type { Slices } from '../../kernels/slices.js';
import type { WebglBackend } from './backend.js';
import {
  isWebgl2,
  type Program,
  refuseLostContext,
  runProgram,
  shaderLanguage,
} from './programs.js';
import { isMatrixAsItIs, isPacked, SAME_TEXEL, storeTexel, threeAxes } from './textures.js';

// A packed texel holds two elements of a slice and two of the slice beside it, so two slices are
// gathered at once. What they have gathered, two numbers each, is a texel too.

/** How many texels one invocation gathers by itself. */
const LONGEST_PART = 256;
/** How many texels one invocation gathers before it starts another sum of them, and how many sums. */
const MOST_BLOCKS = 4096;

/** How the texels lie: slices go along the last axis, in rows, or across it. */
interface Layout {
  readonly isAlong: boolean;
  /** The shape of the tensors, with so many elements in the place of a slice's own. */
  shape(length: number): [number, number, number];
  /** How many texels lie side by side for different slices. */
  readonly across: number;
  /** The lanes of the two slices. */
  readonly lanes: readonly [first: readonly string[], second: readonly string[]];
}

/** `undefined` where textures are not packed, or a shader does not compile. */
export const slices: SliceRunner<WebglBackend> = (formulas, slices, inputs, backend) => {
  refuseLostContext(backend);
  if (!isPacked()) return undefined;
  const { shape } = inputs[0];
  const { length } = slices;
  const layout = layoutOf(slices, shape);
  const inThreeAxes = inputs.map(({ dataId, dtype }) => {
    return { dataId, dtype, shape: layout.shape(length) };
  });
  let numbers = gather(formulas, layout, inThreeAxes, backend);
  if (numbers && formulas.newton) {
    const gathered = numbers;
    const code = newtonCode(formulas, formulas.newton, layout);
    const items = Math.ceil(length / 2);
    const counts = { ...countsOf(layout, items, 1, length), share: Math.ceil(Math.sqrt(items)) };
    numbers = run(code, [...inThreeAxes, gathered], layout.shape(2), counts, backend);
    backend.disposeIntermediateTensorInfo(gathered);
  }
  if (!numbers) return undefined;
  const output = computeResult(formulas, layout, inThreeAxes, numbers, backend);
  backend.disposeIntermediateTensorInfo(numbers);
  return output && { ...output, shape };
};

/** Gathers from the elements, and then from parts of the slices, until each is whole. */
function gather(
  formulas: SliceFormulas,
  layout: Layout,
  inputs: readonly tf.TensorInfo[],
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  const length = inputs[0].shape[layout.isAlong ? 2 : 1];
  const step = (code: string, from: readonly tf.TensorInfo[], items: number, parts: number) =>
    run(code, from, layout.shape(2 * parts), countsOf(layout, items, parts, length), backend);
  const items = Math.ceil(length / 2);
  let parts = Math.ceil(items / LONGEST_PART);
  let gathered = step(elementsCode(formulas, layout), inputs, items, parts);
  while (gathered && parts > 1) {
    const before: tf.TensorInfo = gathered;
    const share = Math.ceil(parts / LONGEST_PART);
    gathered = step(partsCode(formulas, layout), [before], parts, share);
    backend.disposeIntermediateTensorInfo(before);
    parts = share;
  }
  return gathered;
}

/** What a program is told of its slices: so many texels are gathered in so many parts. */
function countsOf({ across }: Layout, items: number, parts: number, length: number) {
  return { across, items, parts, share: Math.ceil(items / parts), length };
}

function computeResult(
  formulas: SliceFormulas,
  layout: Layout,
  inputs: readonly tf.TensorInfo[],
  numbers: tf.TensorInfo,
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  const { shape } = inputs[0];
  const items = Math.ceil(shape[layout.isAlong ? 2 : 1] / 2);
  const compute = (isPlain: boolean) => {
    const code = resultCode(formulas, layout, shape, isPlain);
    return run(code, [...inputs, numbers], shape, { across: layout.across, items }, backend);
  };
  const mayBePlain = !hasPlace(formulas) && isMatrixAsItIs(shape);
  const output = compute(mayBePlain);
  if (!output || !mayBePlain || isPlain(output, inputs, numbers, layout, backend)) return output;
  backend.disposeIntermediateTensorInfo(output);
  return compute(false);
}

function layoutOf({ outer, length, inner }: Slices, shape: readonly number[]): Layout {
  if (inner > 1) {
    return {
      isAlong: false,
      shape: (length) => [outer, length, inner],
      across: Math.ceil(inner / 2),
      lanes: [
        ['.x', '.z'],
        ['.y', '.w'],
      ],
    };
  }
  const last = shape[shape.length - 1];
  const [first, rows] = length === last ? threeAxes(shape) : [1, outer];
  return {
    isAlong: true,
    shape: (length) => [first, rows, length],
    across: 1,
    lanes: [
      ['.x', '.y'],
      ['.z', '.w'],
    ],
  };
}

/**
 * Whether the texels of the tensors are where those of the output are, and what two slices have gathered
 * is in the row of texels that they are, or in their column.
 */
function isPlain(
  output: tf.TensorInfo,
  inputs: readonly tf.TensorInfo[],
  gathered: tf.TensorInfo,
  { isAlong }: Layout,
  backend: WebglBackend,
): boolean {
  const texelsOf = (tensor: tf.TensorInfo) =>
    backend.texData.get(tensor.dataId).texShape.map((length) => Math.ceil(length / 2));
  const [down, across] = texelsOf(output);
  return (
    across === Math.ceil(output.shape[2] / 2) &&
    tf.util.arraysEqual(texelsOf(gathered), isAlong ? [down, 1] : [1, across]) &&
    inputs.every((input) => SAME_TEXEL.isRight(input, output, backend))
  );
}

function run(
  code: string,
  inputs: readonly tf.TensorInfo[],
  outputShape: number[],
  counts: Readonly<Record<string, number>>,
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  const program: Program = {
    variableNames: inputs.map((_, i) => `T${i}`),
    outputShape,
    packedInputs: true,
    packedOutput: true,
    enableShapeUniforms: true,
    customUniforms: Object.keys(counts).map((name) => ({ name, type: 'int' })),
    userCode: `${TEXELS}${isWebgl2() ? READ_IN_WEBGL2 : READ_IN_WEBGL1}${code}`,
  };
  const uniforms = Object.values(counts).map((count) => [count]);
  return runProgram(program, inputs, uniforms, backend);
}

/** Texels are counted row by row. Where one is, is its column and its row. */
const TEXELS = `
int texelsAcross(ivec2 texShape) {
  return (texShape[1] + 1) / 2;
}

int texelsDown(ivec2 texShape) {
  return (texShape[0] + 1) / 2;
}

ivec2 placeOf(int texel, ivec2 texShape) {
  int row = texel / texelsAcross(texShape);
  return ivec2(texel - row * texelsAcross(texShape), row);
}

int outputTexel() {
  vec2 place = resultUV * vec2(texelsAcross(outTexShape), texelsDown(outTexShape));
  return int(place.y) * texelsAcross(outTexShape) + int(place.x);
}
`;

const READ_IN_WEBGL2 = `
#define readAt(tensor, texShape, place) texelFetch(tensor, place, 0)
#define readUV texture
`;

const READ_IN_WEBGL1 = `
vec4 readAt(sampler2D tensor, ivec2 texShape, ivec2 place) {
  vec2 size = vec2(texelsAcross(texShape), texelsDown(texShape));
  return texture2D(tensor, (vec2(place) + 0.5) / size);
}
#define readUV texture2D
`;

/** Gathers from elements. */
function elementsCode(formulas: SliceFormulas, layout: Layout): string {
  const { withElement, withPart } = printSlice(formulas, shaderLanguage());
  const { gathered, tensors } = formulas;
  const variables = gatheredVariables(gathered);
  const join = layout.lanes.map(([lane, other]) =>
    printStep('join', variables, [lane], () => variables.map((variable) => variable + other)),
  );
  return `${withElement}
${withPart}
void main() {
  ${start(tensors.length)}
  ${declare(gathered)}
  ${gatherItems(formulas, variables, layout, LONGEST_PART)}
  ${join.join('\n  ')}
  ${store(formulas, layout.lanes)}
}`;
}

/**
 * Gathers the items from `begin` to `end`, each lane for itself.
 *
 * @param longest At least as many as that are: in WebGL 1 the length of a loop must be a constant.
 * @param numbers The numbers of the slice that a lane is of, where they are read.
 */
function gatherItems(
  formulas: SliceFormulas,
  variables: readonly string[],
  { lanes }: Layout,
  longest: number,
  numbers: (lane: string) => readonly string[] = () => [],
): string {
  const elements = elementsOf(formulas);
  const add = (lanes: readonly string[]) =>
    printStep('add', variables, lanes, (lane) => [
      ...elements.map((_, i) => `t${i}${lane}`),
      ...numbers(lane),
    ]);
  const read = (item: string) =>
    elements
      .map((name, i) => {
        const value =
          name === PLACE ? placesOf(item, lanes) : `readAt(T${i}, T${i}TexShape, at${i})`;
        return `vec4 t${i} = ${value};`;
      })
      .join(' ');
  // The second elements of the last texel may be behind the end of the slices.
  return `int whole = end * 2 > length ? end - 1 : end;
  for (int k = 0; k < ${longest}; k++) {
    if (begin + k >= whole) break;
    ${read('begin + k')}
    ${formulas.tensors.map((_, i) => next(i)).join('\n    ')}
    ${add(LANES)}
  }
  if (whole < end) {
    ${read('whole')}
    ${add(lanes.map(([lane]) => lane))}
  }`;
}

/** The places of the elements of an item in their slices. */
function placesOf(item: string, lanes: Layout['lanes']): string {
  const seconds = LANES.map((lane) => `${lanesOfSlice(lane, lanes).indexOf(lane)}.0`);
  return `2.0 * float(${item}) + vec4(${seconds.join(', ')})`;
}

/** Runs Newton's method for two slices, of which the other number is gathered. */
function newtonCode(formulas: SliceFormulas, { from, gathered }: Newton, layout: Layout): string {
  const { lanes } = layout;
  const { tensors } = formulas;
  const variables = gatheredVariables(gathered);
  const numbersAt = (lane: string) => lanesOfSlice(lane, lanes).map((lane) => `numbers${lane}`);
  const step = lanes.map(([lane, other]) => {
    const sums = variables.map((_, i) => `(sum${i}${lane} + sum${i}${other})`);
    return `last = numbers${other};
    numbers${other} = iterate(${[...numbersAt(lane), ...sums].join(', ')});
    if (last < numbers${other}) hasIncreased = true;`;
  });
  const each = (statement: (i: number) => string) =>
    variables.map((_, i) => statement(i)).join(' ');
  const eachPlace = (statement: (i: number) => string) =>
    tensors.map((_, i) => statement(i)).join(' ');
  return `${printSlice(formulas, shaderLanguage()).newton}
void main() {
  ${start(tensors.length)}
  ${declare(gathered)}
  ${eachPlace((i) => `ivec2 first${i} = at${i};`)}
  vec4 numbers = readAt(T${tensors.length}, T${tensors.length}TexShape, placeOf(texel, T${tensors.length}TexShape));
  ${lanes.map(([, lane]) => `numbers${lane} = ${printNumber(from, shaderLanguage())};`).join(' ')}
  for (int step = 0; step < ${MOST_STEPS}; step++) {
    ${each((i) => `vec4 sum${i} = vec4(0.0);`)}
    ${eachPlace((i) => `at${i} = first${i};`)}
    for (int block = 0; block < ${MOST_BLOCKS}; block++) {
      begin = block * share;
      if (begin >= items) break;
      end = begin + share > items ? items : begin + share;
      ${each((i) => `g${i} = vec4(0.0);`)}
      ${gatherItems(formulas, variables, layout, MOST_BLOCKS, numbersAt)}
      ${each((i) => `sum${i} += g${i};`)}
    }
    bool hasIncreased = false;
    float last;
    ${step.join('\n    ')}
    if (!hasIncreased) break;
  }
  setOutput(numbers);
}`;
}

/** Gathers from what parts of the slices have gathered. */
function partsCode(formulas: SliceFormulas, { lanes }: Layout): string {
  const variables = gatheredVariables(formulas.gathered);
  const join = lanes.map((ofSlice) =>
    printStep('join', variables, [ofSlice[0]], () => variables.map((_, i) => `t0${ofSlice[i]}`)),
  );
  return `${printSlice(formulas, shaderLanguage()).withPart}
void main() {
  ${start(1)}
  ${declare(formulas.gathered)}
  for (int k = 0; k < ${LONGEST_PART}; k++) {
    if (begin + k >= end) break;
    vec4 t0 = readAt(T0, T0TexShape, at0);
    ${next(0)}
    ${join.join('\n    ')}
  }
  ${store(formulas, lanes)}
}`;
}

/** Variables: what is gathered. */
function declare(gathered: readonly Gathered[]): string {
  const declarations = gathered.map(({ start }, i) => {
    return `vec4 g${i} = vec4(${printNumber(start, shaderLanguage())}); vec4 n${i} = g${i};`;
  });
  return declarations.join('\n  ');
}

/** Variables: from which items of two slices is gathered, and where the first is in each tensor. */
function start(tensors: number): string {
  const places = Array.from({ length: tensors }, (_, i) => {
    const first = '(part / parts * items + begin) * across + column';
    return `ivec2 at${i} = placeOf(${first}, T${i}TexShape); ivec2 step${i} = placeOf(across, T${i}TexShape);`;
  });
  return `int texel = outputTexel();
  int part = texel / across;
  int column = texel - part * across;
  int begin = (part - part / parts * parts) * share;
  int end = begin + share > items ? items : begin + share;
  ${places.join('\n  ')}`;
}

/** To divide for every texel would take longer. */
function next(i: number): string {
  const isBehind = `at${i}.x >= texelsAcross(T${i}TexShape)`;
  return `at${i} += step${i}; if (${isBehind}) at${i} += ivec2(-texelsAcross(T${i}TexShape), 1);`;
}

/** The lanes of the slice that a lane is of. */
function lanesOfSlice(lane: string, [first, second]: Layout['lanes']): readonly string[] {
  return first.includes(lane) ? first : second;
}

function store({ gathered }: SliceFormulas, lanes: Layout['lanes']): string {
  const values = LANES.map((lane) => {
    const ofSlice = lanesOfSlice(lane, lanes);
    const i = ofSlice.indexOf(lane);
    return i < gathered.length ? `g${i}${ofSlice[0]}` : '0.0';
  });
  return `setOutput(vec4(${values.join(', ')}));`;
}

/** Computes the result from the elements and from the numbers of the two slices. */
function resultCode(
  formulas: SliceFormulas,
  { isAlong, lanes }: Layout,
  shape: readonly number[],
  isPlain: boolean,
): string {
  const elements = elementsOf(formulas);
  const numbers = numbersOf(formulas);
  const pair = isAlong ? 'texel / items' : 'texel / (items * across) * across + column';
  const item = isAlong
    ? 'texel - texel / items * items'
    : 'texel / across - texel / (items * across) * items';
  const read = elements.map((name, i) => {
    const value = isPlain
      ? `readUV(T${i}, resultUV)`
      : `readAt(T${i}, T${i}TexShape, placeOf(texel, T${i}TexShape))`;
    return `vec4 t${i} = ${name === PLACE ? placesOf(item, lanes) : value};`;
  });
  const g = `T${formulas.tensors.length}`;
  const plainPlace = isAlong ? 'vec2(0.5, resultUV.y)' : 'vec2(resultUV.x, 0.5)';
  const readGathered = isPlain
    ? `readUV(${g}, ${plainPlace})`
    : `readAt(${g}, ${g}TexShape, placeOf(${pair}, ${g}TexShape))`;
  const values = LANES.map((lane) => {
    const ofSlice = lanesOfSlice(lane, lanes);
    const args = [
      ...elements.map((_, i) => `t${i}${lane}`),
      ...numbers.map((_, i) => `g${ofSlice[i]}`),
    ];
    return `formula(${args.join(', ')})`;
  });
  const places = `int texel = outputTexel();${isAlong ? '' : ' int column = texel - texel / across * across;'}`;
  return `${printSlice(formulas, shaderLanguage()).result}
void main() {
  ${isPlain ? '' : places}
  ${read.join('\n  ')}
  vec4 g = ${readGathered};
  ${storeTexel(`vec4(${values.join(', ')})`, shape, true)}
}`;
}
