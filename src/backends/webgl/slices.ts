import * as tf from '@tensorflow/tfjs';
import { LANES } from '../../compilers/shaders/print.js';
import {
  declareElements,
  hasPlace,
  type Lanes,
  LONGEST_PART,
  type Pass,
  printPasses,
  printResult,
  resultPass,
  type SliceShader,
} from '../../compilers/shaders/slices.js';
import { numbersOf, type SliceFormulas } from '../../formula/slice_formulas.js';
import type { Preparer, SliceKernel } from '../../kernels/backend.js';
import type { Slices } from '../../kernels/slices.js';
import { unlessSmall } from '../host/small.js';
import type { WebglBackend } from './backend.js';
import {
  isWebgl2,
  type Program,
  refuseLostContext,
  runProgram,
  shaderLanguage,
} from './programs.js';
import { isMatrixAsItIs, isPacked, SAME_TEXEL, storeTexel, threeAxes } from './textures.js';

// A packed texel holds two elements of a slice and two of the adjacent slice, so two slices are gathered at once.
// What they have gathered, two numbers each, is a texel too.

/** The layout of the texels: slices go along the last axis, in rows, or across it. */
interface Layout {
  readonly isAlong: boolean;
  /** The shape of the tensors with this length in place of that of a slice. */
  shape(length: number): [number, number, number];
  /** The number of adjacent texels that belong to different slices. */
  readonly across: number;
  /** The lanes of the two slices. */
  readonly lanes: Lanes;
}

/** A run returns `undefined` if textures are not packed, or a shader does not compile. */
export const slices: Preparer<SliceKernel, WebglBackend> = unlessSmall(
  ({ slices }) => slices,
  (kernel, backend) => (inputs) => launch(kernel, inputs, backend),
);

function launch(
  { formulas, slices, shape: outputShape }: SliceKernel,
  inputs: readonly tf.Tensor[],
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  refuseLostContext(backend);
  if (!isPacked()) return undefined;
  const { length } = slices;
  const layout = layoutOf(slices, outputShape);
  const shader = shaderOf(formulas, layout);
  const shape = layout.shape(length);
  const itemsOfSlice = Math.ceil(length / 2);
  const tensors = inputs.map(({ dataId, dtype }) => ({ dataId, dtype, shape }));

  const run = (
    { code, readsTensors, items, parts, share }: Pass,
    numbers: tf.TensorInfo | undefined,
    outputShape: number[],
  ) => {
    const counts = Object.entries({ across: layout.across, items, parts, share, length });
    const over = readsTensors ? tensors : [];
    const names = over.map((_, i) => `T${i}`);
    const program: Program = {
      variableNames: numbers ? [...names, 'N'] : names,
      outputShape,
      packedInputs: true,
      packedOutput: true,
      enableShapeUniforms: true,
      customUniforms: counts.map(([name]) => ({ name, type: 'int' })),
      userCode: `${TEXELS}${isWebgl2() ? READ_IN_WEBGL2 : READ_IN_WEBGL1}${code}`,
    };
    const uniforms = counts.map(([, count]) => [count]);
    return runProgram(program, numbers ? [...over, numbers] : over, uniforms, backend);
  };

  let numbers: tf.TensorInfo | undefined;
  for (const pass of printPasses(formulas, shader, itemsOfSlice)) {
    const before: tf.TensorInfo | undefined = numbers;
    numbers = run(pass, before, layout.shape(2 * pass.parts));
    if (before) backend.disposeIntermediateTensorInfo(before);
    if (!numbers) return undefined;
  }
  const gathered = numbers as tf.TensorInfo;
  const compute = (isPlain: boolean) => {
    const code = resultCode(formulas, shader, layout, shape, isPlain);
    return run(resultPass(code, itemsOfSlice), gathered, shape);
  };
  const mayBePlain = !hasPlace(formulas) && isMatrixAsItIs(shape);
  let output = compute(mayBePlain);
  if (output && mayBePlain && !isPlain(output, tensors, gathered, layout, backend)) {
    backend.disposeIntermediateTensorInfo(output);
    output = compute(false);
  }
  backend.disposeIntermediateTensorInfo(gathered);
  return output && { ...output, shape: outputShape };
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
 * Whether the texels of the tensors are at the positions of the output's texels, and what two slices have gathered is
 * in their row of texels, or in their column.
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

/** Texels are counted row by row. The place of a texel is its column and its row. */
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

function shaderOf(formulas: SliceFormulas, { lanes }: Layout): SliceShader {
  const language = shaderLanguage();
  const names = formulas.tensors.map((_, i) => `T${i}`);
  return {
    language,
    lanes,
    main: (statements) => `void main() {
  int texel = outputTexel();
  int part = texel / across;
  int column = texel - part * across;
  int slice = part / parts;
  int begin = (part - slice * parts) * share;
  int end = begin + share > items ? items : begin + share;
  ${statements.join('\n  ')}
}`,
    // The second elements of the last texel may be past the end of the slices.
    forItems: (statements, most) => {
      const elements = (item: string) => {
        const tensor = (i: number) => readAt(`T${i}`, `atT${i}`);
        return declareElements(formulas, { language, lanes }, tensor, item);
      };
      return `${names.map(start).join('\n  ')}
  int whole = end * 2 > length ? end - 1 : end;
  for (int k = 0; k < ${most}; k++) {
    if (begin + k >= whole) break;
    ${elements('begin + k')}
    ${names.map(goOn).join('\n    ')}
    ${statements(LANES)}
  }
  if (whole < end) {
    ${elements('whole')}
    ${statements(lanes.map(([first]) => first))}
  }`;
    },
    forParts: (statements) => `${start('N')}
  for (int k = 0; k < ${LONGEST_PART}; k++) {
    if (begin + k >= end) break;
    vec4 numbers = ${readAt('N', 'atN')};
    ${goOn('N')}
    ${statements}
  }`,
    number: (index, slice) => `numbers${lanes[slice][index]}`,
    declareNumbers: (_, stored) => {
      const place = 'placeOf(slice * across + column, NTexShape)';
      return `vec4 numbers = ${stored > 0 ? readAt('N', place) : 'vec4(0.0)'};`;
    },
    storeNumbers: () => 'setOutput(numbers);',
  };
}

function readAt(tensor: string, place: string): string {
  return `readAt(${tensor}, ${tensor}TexShape, ${place})`;
}

/** Declares variables: the place of the first item in a tensor, and the distance to the next. */
function start(tensor: string): string {
  const first = '(slice * items + begin) * across + column';
  return `ivec2 at${tensor} = placeOf(${first}, ${tensor}TexShape); ivec2 step${tensor} = placeOf(across, ${tensor}TexShape);`;
}

/** A division for every texel would take longer. */
function goOn(tensor: string): string {
  const [at, across] = [`at${tensor}`, `texelsAcross(${tensor}TexShape)`];
  return `${at} += step${tensor}; if (${at}.x >= ${across}) ${at} += ivec2(-${across}, 1);`;
}

/** Computes the result from the elements and from the numbers of the two slices. */
function resultCode(
  formulas: SliceFormulas,
  shader: SliceShader,
  { isAlong }: Layout,
  shape: readonly number[],
  isPlain: boolean,
): string {
  const { formula, value } = printResult(formulas, shader);
  const { length } = numbersOf(formulas);
  const store = storeTexel(value, shape, true);
  const elements = (tensor: (i: number) => string) =>
    declareElements(formulas, shader, tensor, 'begin');
  const ofSlices = isAlong ? 'vec2(0.5, resultUV.y)' : 'vec2(resultUV.x, 0.5)';
  const main = isPlain
    ? `void main() {
  ${elements((i) => `readUV(T${i}, resultUV)`)}
  vec4 numbers = readUV(N, ${ofSlices});
  ${store}
}`
    : shader.main([
        elements((i) => readAt(`T${i}`, `placeOf(texel, T${i}TexShape)`)),
        shader.declareNumbers(length, length),
        store,
      ]);
  return `${formula}\n${main}`;
}
