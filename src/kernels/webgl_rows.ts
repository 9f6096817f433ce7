import * as tf from '@tensorflow/tfjs';
import { glsl100, glsl300, type ShaderLanguage } from './shaders/languages.js';
import { LANES, printNumber } from './shaders/print.js';
import { gatheredVariables, printRow, printStep, type RowFormulas } from './shaders/rows.js';
import {
  isPacked,
  type Program,
  refuseLostContext,
  SAME_TEXEL,
  threeAxes,
  type WebglBackend,
} from './webgl.js';

// A packed texel holds two elements of a row and two of the row below it, so two rows are gathered at
// once. What they have gathered, two numbers each, is a texel too.

/** How many texels one invocation gathers by itself. */
const LONGEST_PART = 512;

/**
 * Runs a kernel over the rows of tensors of one shape, along its last axis.
 *
 * @returns Nothing where textures are not packed.
 */
export function runRowsOnWebgl(
  formulas: RowFormulas,
  inputs: readonly tf.Tensor[],
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  refuseLostContext(backend);
  if (!isPacked()) return undefined;
  const { shape } = inputs[0];
  const [outer, rows, length] = threeAxes(shape);
  const inThreeAxes = inputs.map(({ dataId, dtype }) => {
    return { dataId, dtype, shape: [outer, rows, length] };
  });
  const texelsOfRow = Math.ceil(length / 2);

  let items = texelsOfRow;
  let gathered: tf.TensorInfo | undefined;
  do {
    const parts = Math.ceil(items / LONGEST_PART);
    const before = gathered;
    gathered = run(
      before ? partsCode(formulas) : elementsCode(formulas),
      before ? [before] : inThreeAxes,
      [outer, rows, 2 * parts],
      { items, parts, share: Math.ceil(items / parts), length },
      backend,
    );
    if (before) backend.disposeIntermediateTensorInfo(before);
    items = parts;
  } while (items > 1);

  const all = [...inThreeAxes, gathered];
  const compute = (isPlain: boolean) =>
    run(resultCode(formulas, isPlain), all, [outer, rows, length], { items: texelsOfRow }, backend);
  let output = compute(outer === 1);
  if (outer === 1 && !isPlain(output, inThreeAxes, gathered, backend)) {
    backend.disposeIntermediateTensorInfo(output);
    output = compute(false);
  }
  backend.disposeIntermediateTensorInfo(gathered);
  return { ...output, shape };
}

/**
 * Whether the texels of the tensors are where those of the output are, and what a pair of rows has
 * gathered is in the row of texels that the pair is.
 */
function isPlain(
  output: tf.TensorInfo,
  inputs: readonly tf.TensorInfo[],
  gathered: tf.TensorInfo,
  backend: WebglBackend,
): boolean {
  const texelsOf = (tensor: tf.TensorInfo) =>
    backend.texData.get(tensor.dataId).texShape.map((length) => Math.ceil(length / 2));
  const [down, across] = texelsOf(output);
  return (
    across === Math.ceil(output.shape[2] / 2) &&
    tf.util.arraysEqual(texelsOf(gathered), [down, 1]) &&
    inputs.every((input) => SAME_TEXEL.isRight(input, output, backend))
  );
}

function run(
  code: string,
  inputs: readonly tf.TensorInfo[],
  outputShape: number[],
  counts: Readonly<Record<string, number>>,
  backend: WebglBackend,
): tf.TensorInfo {
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
  return backend.compileAndRun(program, inputs, 'float32', uniforms);
}

function isWebgl2(): boolean {
  return tf.env().getNumber('WEBGL_VERSION') === 2;
}

function language(): ShaderLanguage {
  return isWebgl2() ? glsl300 : glsl100;
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

/** Those of the first column of the two rows. */
const FIRST_LANES = ['.x', '.z'];

/** Gathers from elements. */
function elementsCode(formulas: RowFormulas): string {
  const { withElement, withPart } = printRow(formulas, language());
  const tensors = formulas.tensors.map((_, i) => i);
  const variables = gatheredVariables(formulas);
  const add = (lanes: readonly string[]) =>
    printStep('add', variables, lanes, (lane) => tensors.map((i) => `t${i}${lane}`));
  const join = (lane: string, other: string) =>
    printStep('join', variables, [lane], () => variables.map((variable) => variable + other));
  const read = tensors.map((i) => `vec4 t${i} = readAt(T${i}, T${i}TexShape, at${i});`).join(' ');
  // The second column of the last texel may be behind the end of the rows.
  return `${withElement}
${withPart}
void main() {
${start(formulas)}
  int whole = end * 2 > length ? end - 1 : end;
  for (int k = 0; k < ${LONGEST_PART}; k++) {
    if (begin + k >= whole) break;
    ${read}
${tensors.map((i) => `    ${next(i)}`).join('\n')}
    ${add(LANES)}
  }
  if (whole < end) {
    ${read}
    ${add(FIRST_LANES)}
  }
  ${join('.x', '.y')}
  ${join('.z', '.w')}
${store(formulas)}
}`;
}

/** Gathers from what parts of the rows have gathered. */
function partsCode(formulas: RowFormulas): string {
  const variables = gatheredVariables(formulas);
  const join = (lane: string, others: readonly string[]) =>
    printStep('join', variables, [lane], () => variables.map((_, i) => `t0${others[i]}`));
  return `${printRow(formulas, language()).withPart}
void main() {
${start({ ...formulas, tensors: ['parts'] })}
  for (int k = 0; k < ${LONGEST_PART}; k++) {
    if (begin + k >= end) break;
    vec4 t0 = readAt(T0, T0TexShape, at0);
    ${next(0)}
    ${join('.x', ['.x', '.y'])}
    ${join('.z', ['.z', '.w'])}
  }
${store(formulas)}
}`;
}

/** Variables: what is gathered, of which items, and where they are in each tensor. */
function start({ tensors, gathered }: RowFormulas): string {
  const initial = gathered.map(({ start }, i) => {
    return `  vec4 g${i} = vec4(${printNumber(start, language())}); vec4 n${i} = g${i};`;
  });
  const places = tensors.map(
    (_, i) => `  ivec2 at${i} = placeOf(pair * items + begin, T${i}TexShape);`,
  );
  return `  int texel = outputTexel();
  int pair = texel / parts;
  int begin = (texel - pair * parts) * share;
  int end = begin + share > items ? items : begin + share;
${[...initial, ...places].join('\n')}`;
}

/** To divide for every texel would take longer. */
function next(i: number): string {
  return `at${i}.x++; if (at${i}.x == texelsAcross(T${i}TexShape)) at${i} = ivec2(0, at${i}.y + 1);`;
}

function store({ gathered }: RowFormulas): string {
  const values = FIRST_LANES.flatMap((lane) => [
    `g0${lane}`,
    gathered.length > 1 ? `g1${lane}` : '0.0',
  ]);
  return `  setOutput(vec4(${values.join(', ')}));`;
}

/** Computes the result from the elements and from what the two rows have gathered. */
function resultCode(formulas: RowFormulas, isPlain: boolean): string {
  const { tensors, gathered } = formulas;
  const read = tensors.map((_, i) => {
    const value = isPlain
      ? `readUV(T${i}, resultUV)`
      : `readAt(T${i}, T${i}TexShape, placeOf(texel, T${i}TexShape))`;
    return `  vec4 t${i} = ${value};\n`;
  });
  const g = `T${tensors.length}`;
  const readGathered = isPlain
    ? `readUV(${g}, vec2(0.5, resultUV.y))`
    : `readAt(${g}, ${g}TexShape, placeOf(texel / items, ${g}TexShape))`;
  const call = (lane: string, places: readonly string[]) => {
    const elements = tensors.map((_, i) => `t${i}${lane}`);
    return `formula(${[...elements, ...gathered.map((_, i) => `g${places[i]}`)].join(', ')})`;
  };
  const values = LANES.map((lane, i) => call(lane, i < 2 ? ['.x', '.y'] : ['.z', '.w']));
  return `${printRow(formulas, language()).result}
void main() {
${isPlain ? '' : '  int texel = outputTexel();\n'}${read.join('')}  vec4 g = ${readGathered};
  setOutput(vec4(${values.join(', ')}));
}`;
}
