import * as tf from '@tensorflow/tfjs';
import { product } from './broadcast.js';
import { runComposed } from './composed.js';
import type { ElementwiseRun, Runner } from './runner.js';
import { glsl100, glsl300 } from './shaders/languages.js';
import { printCall, printFormula } from './shaders/print.js';

// A tensor is a texture. Packed, a texel holds two by two elements of the last two axes; unpacked, one
// element. A kernel is a fragment shader, which computes one texel of the result.

/** What is used of tfjs's webgl backend. */
interface WebglBackend {
  readonly texData: { get(dataId: object): { isPacked: boolean; texShape: number[] } };
  compileAndRun(
    program: Program,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly number[][],
  ): tf.TensorInfo;
  disposeIntermediateTensorInfo(tensor: tf.TensorInfo): void;
}

/** What tfjs makes a shader of. */
interface Program {
  readonly variableNames: readonly string[];
  readonly outputShape: number[];
  readonly packedInputs: boolean;
  readonly packedOutput: boolean;
  /** Whether shapes are uniforms too, so that one shader serves them all. */
  readonly enableShapeUniforms: boolean;
  readonly customUniforms: readonly { name: string; type: 'float' }[];
  readonly userCode: string;
}

/** What tfjs passes as uniforms has up to so many axes. */
const MOST_AXES_OF_UNIFORMS = 4;

/** Runs an elementwise formula. */
export const runOnWebgl: Runner<WebglBackend> = (run, backend) => {
  const env = tf.env();
  if (run.inputs.length > env.getNumber('WEBGL_MAX_TEXTURES_IN_SHADER')) {
    return runComposed(run, backend);
  }
  const size = product(run.shape);
  const isWhole = run.inputs.map((input) => input.size === size);
  const shape = isWhole.includes(false) ? run.shape : threeAxes(run.shape);
  const inputs = run.inputs.map((input, i) => {
    return { dataId: input.dataId, shape: isWhole[i] ? shape : input.shape, dtype: input.dtype };
  });
  const uniforms = Object.values(run.scalars).map((value) => [value]);
  const execute = (inPlace: readonly boolean[]) =>
    backend.compileAndRun(programFor(run, shape, inPlace), inputs, 'float32', uniforms);

  const isPacked = env.getBool('WEBGL_PACK') && env.getBool('WEBGL_LAZILY_UNPACK');
  let output = execute(isWhole.map((is) => is && isPacked));
  if (isPacked && !inputs.every((input, i) => !isWhole[i] || isAlike(input, output, backend))) {
    backend.disposeIntermediateTensorInfo(output);
    output = execute(isWhole.map(() => false));
  }
  return { ...output, shape: run.shape };
};

/**
 * The shape as one of three axes, in whose texture every element is where it was: one shader then
 * serves tensors of all ranks.
 */
function threeAxes(shape: readonly number[]): number[] {
  const [columns = 1, rows = 1] = [...shape].reverse();
  return [product(shape.slice(0, -2)), rows, columns];
}

/**
 * Whether the texels of an input are where those of the output are. Only a large tensor that was
 * reshaped may be laid out differently. What is not packed was packed as the output is.
 */
function isAlike(input: tf.TensorInfo, output: tf.TensorInfo, { texData }: WebglBackend): boolean {
  const { isPacked, texShape } = texData.get(input.dataId);
  return !isPacked || tf.util.arraysEqual(texShape, texData.get(output.dataId).texShape);
}

/**
 * The shader of a formula.
 *
 * @param inPlace For each input, whether its texel is where that of the output is.
 */
function programFor(run: ElementwiseRun, shape: number[], inPlace: readonly boolean[]): Program {
  const isWebgl2 = tf.env().getNumber('WEBGL_VERSION') === 2;
  const isPacked = tf.env().getBool('WEBGL_PACK');
  const language = isWebgl2 ? glsl300 : glsl100;
  const sample = isWebgl2 ? 'texture' : 'texture2D';
  const { text, scalars } = printFormula(run.formula.expression, run.names, language);
  const tensors = run.names.map((_, i) => `T${i}`);
  const type = isPacked ? 'vec4' : 'float';
  const read = tensors.map((tensor, i) => {
    const texel = inPlace[i] ? `${sample}(${tensor}, resultUV)` : `get${tensor}AtOutCoords()`;
    return `  ${type} t${i} = ${texel};\n`;
  });
  const value = printCall(tensors.length, isPacked ? 4 : 1, language);
  return {
    variableNames: tensors,
    outputShape: shape,
    packedInputs: isPacked,
    packedOutput: isPacked,
    enableShapeUniforms: shape.length <= MOST_AXES_OF_UNIFORMS,
    customUniforms: scalars.map((name) => ({ name, type: 'float' })),
    userCode: `${text}\nvoid main() {\n${read.join('')}  setOutput(${value});\n}`,
  };
}
