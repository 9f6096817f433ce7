import * as tf from '@tensorflow/tfjs';
import { firstOwnAxis, product } from './broadcast.js';
import { runComposed } from './composed.js';
import { DerivedFormula } from './derived_formula.js';
import { type ElementwiseRun, missingOf, type Probe, type Runner } from './runner.js';
import { glsl100, glsl300, type ShaderLanguage } from './shaders/languages.js';
import { printCall, printFormula } from './shaders/print.js';

// A tensor is a texture. Packed, a texel holds two by two elements of the last two axes; unpacked, one
// element. A kernel is a fragment shader, which computes one texel of the result.

/** What is used of tfjs's webgl backend. */
export interface WebglBackend {
  readonly gpgpu: { readonly gl: Pick<WebGLRenderingContext, 'isContextLost'> };
  readonly texData: { get(dataId: object): { isPacked: boolean; texShape: number[] } };
  compileAndRun(
    program: Program,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly number[][],
  ): tf.TensorInfo;
  disposeIntermediateTensorInfo(tensor: tf.TensorInfo): void;
}

export const missingOnWebgl: Probe<WebglBackend> = (backend) =>
  missingOf(backend, {
    'gpgpu.gl.isContextLost': 'function',
    'texData.get': 'function',
    compileAndRun: 'function',
    disposeIntermediateTensorInfo: 'function',
  });

/** What tfjs makes a shader of. */
export interface Program {
  readonly variableNames: readonly string[];
  readonly outputShape: number[];
  readonly packedInputs: boolean;
  readonly packedOutput: boolean;
  /** Whether shapes are uniforms too, so that one shader serves them all. */
  readonly enableShapeUniforms: boolean;
  readonly customUniforms: readonly { name: string; type: 'float' | 'int' }[];
  readonly userCode: string;
}

/** Runs an elementwise formula. */
export const runOnWebgl: Runner<WebglBackend> = (run, backend) => {
  refuseLostContext(backend);
  if (run.inputs.length > tf.env().getNumber('WEBGL_MAX_TEXTURES_IN_SHADER')) {
    return runComposedOnWebgl(run, backend);
  }
  const places = run.inputs.map((input) => expectedPlace(input, run.shape));
  let output = runFormula(run, places, backend);
  const isRight = (output: tf.TensorInfo) =>
    places.every((place, i) => place?.isRight(run.inputs[i], output, backend) ?? true);
  if (output && !isRight(output)) {
    backend.disposeIntermediateTensorInfo(output);
    output = runFormula(run, NOWHERE, backend);
  }
  return output ? { ...output, shape: run.shape } : runComposedOnWebgl(run, backend);
};

/** Runs a formula as ops of tfjs, which may leave anything behind the last row and column. */
const runComposedOnWebgl: Runner<WebglBackend> = (run, backend) => {
  const composed = runComposed(run, backend) as tf.Tensor;
  const identity = { formula: DerivedFormula.of('x'), names: ['x'], scalars: {} };
  const output = runFormula({ ...run, ...identity, inputs: [composed] }, NOWHERE, backend);
  if (!output) return composed;
  composed.dispose();
  return { ...output, shape: run.shape };
};

/** On a lost context tfjs computes zeros, and waits for ever for data that is read asynchronously. */
export function refuseLostContext({ gpgpu }: WebglBackend): void {
  if (!gpgpu.gl.isContextLost()) return;
  throw new Error(
    "The context of the webgl backend is lost, and its tensors with it. tf.removeBackend('webgl') and " +
      'tf.registerBackend make a new one.',
  );
}

/** Where the texel of an input is that belongs to a texel of the output. */
interface Place {
  readonly at: string;
  /** The elements that it has for those of the output. */
  readonly lanes: string;
  /** Whether it was there: how textures are laid out is known for sure after a run. */
  isRight(input: tf.TensorInfo, output: tf.TensorInfo, backend: WebglBackend): boolean;
}

/**
 * Where the output's texel is in its own texture. Only a large tensor that was reshaped may be laid out
 * differently; what is not packed was packed as the output is.
 */
export const SAME_TEXEL: Place = {
  at: 'resultUV',
  lanes: '',
  isRight: (input, output, { texData }) => {
    const { isPacked, texShape } = texData.get(input.dataId);
    return !isPacked || tf.util.arraysEqual(texShape, texData.get(output.dataId).texShape);
  },
};

/** The only row of texels of an input that has elements along the last axis alone. */
const SAME_COLUMN: Place = {
  at: 'vec2(resultUV.x, 0.5)',
  lanes: '.xyxy',
  isRight: (input, output, { texData }) => {
    const across = Math.ceil(product(input.shape) / 2);
    const { isPacked, texShape } = texData.get(input.dataId);
    const isOneRow = !isPacked || (texShape[0] <= 2 && Math.ceil(texShape[1] / 2) === across);
    return isOneRow && Math.ceil(texData.get(output.dataId).texShape[1] / 2) === across;
  },
};

const NOWHERE: readonly undefined[] = [];

function expectedPlace(input: tf.Tensor, shape: readonly number[]): Place | undefined {
  const size = product(shape);
  if (size === 0 || !isPacked()) return undefined;
  if (input.size === size) return SAME_TEXEL;
  const isColumns = firstOwnAxis(input.shape, shape) === shape.length - 1;
  return isColumns && isMatrixAsItIs(threeAxes(shape)) ? SAME_COLUMN : undefined;
}

/** Whether two rows are a row of texels, for all that is known before a run. */
export function isMatrixAsItIs([outer, rows, columns]: readonly number[]): boolean {
  const most = 2 * tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  return outer === 1 && rows <= most && columns <= most;
}

export function isWebgl2(): boolean {
  return tf.env().getNumber('WEBGL_VERSION') === 2;
}

export function shaderLanguage(): ShaderLanguage {
  return isWebgl2() ? glsl300 : glsl100;
}

/** Whether tensors are packed, and stay so. */
export function isPacked(): boolean {
  return tf.env().getBool('WEBGL_PACK') && tf.env().getBool('WEBGL_LAZILY_UNPACK');
}

/**
 * The shape as one of three axes, in whose texture every element is where it was: one shader then
 * serves tensors of all ranks.
 */
export function threeAxes(shape: readonly number[]): [number, number, number] {
  const [columns = 1, rows = 1] = [...shape].reverse();
  return [product(shape.slice(0, -2)), rows, columns];
}

const refusedShaders = new WeakMap<WebglBackend, Set<string>>();

/** Runs a program of a float32 output; `undefined` where its shader does not compile. */
export function runProgram(
  program: Program,
  inputs: readonly tf.TensorInfo[],
  uniforms: readonly number[][],
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  const refused = refusedShaders.get(backend);
  if (refused?.has(program.userCode)) return undefined;
  try {
    return backend.compileAndRun(program, inputs, 'float32', uniforms);
  } catch (error) {
    if (!/^Failed to (compile|link)/.test((error as Error).message)) throw error;
    refuseLostContext(backend);
    // tfjs would compile it each time anew, and keep the texture that was to be its output.
    if (refused) refused.add(program.userCode);
    else refusedShaders.set(backend, new Set([program.userCode]));
    return undefined;
  }
}

/** @param places For each input, where its texel is; by coordinates, where that is not known. */
function runFormula(
  run: ElementwiseRun,
  places: readonly (Place | undefined)[],
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  const size = product(run.shape);
  const isByCoordinates = run.inputs.some((input, i) => input.size !== size && !places[i]);
  const shape = isByCoordinates && run.shape.length > 1 ? run.shape : threeAxes(run.shape);
  const inputs = run.inputs.map((input, i) => {
    const isWhole = input.size === size;
    const own = places[i] ? [input.size] : input.shape;
    return { dataId: input.dataId, shape: isWhole ? shape : own, dtype: input.dtype };
  });
  const uniforms = Object.values(run.scalars).map((value) => [value]);
  // Coordinates are computed faster from lengths that are constants.
  const program = programFor(run, shape, places, !isByCoordinates);
  return runProgram(program, inputs, uniforms, backend);
}

/** The shader of a formula. */
function programFor(
  run: ElementwiseRun,
  outputShape: number[],
  places: readonly (Place | undefined)[],
  enableShapeUniforms: boolean,
): Program {
  const isPacked = tf.env().getBool('WEBGL_PACK');
  const language = shaderLanguage();
  const sample = isWebgl2() ? 'texture' : 'texture2D';
  const { text, scalars } = printFormula(run.formula.expression, run.names, language);
  const tensors = run.names.map((_, i) => `T${i}`);
  const type = isPacked ? 'vec4' : 'float';
  const read = tensors.map((tensor, i) => {
    const place = places[i];
    const texel = place
      ? `${sample}(${tensor}, ${place.at})${place.lanes}`
      : `get${tensor}AtOutCoords()`;
    return `  ${type} t${i} = ${texel};\n`;
  });
  const value = printCall(tensors.length, isPacked ? 4 : 1, language);
  const store = isPacked
    ? storeTexel(value, outputShape, enableShapeUniforms)
    : `setOutput(${value});`;
  return {
    variableNames: tensors,
    outputShape,
    packedInputs: isPacked,
    packedOutput: isPacked,
    enableShapeUniforms,
    customUniforms: scalars.map((name) => ({ name, type: 'float' })),
    userCode: `${text}\nvoid main() {\n${read.join('')}  ${store}\n}`,
  };
}

/**
 * Stores a texel, and 0 behind the last row and column. What is there is read: tfjs's product of matrices
 * multiplies it, and adds it to the elements. 0 times an infinity or NaN is NaN, and where both matrices have
 * another number than 0 there, the product is wrong. Nothing is known of what an input has there: tfjs's own ops
 * leave any number, exp(0) for example, or the bias of a dense layer. So whatever a formula makes of that is
 * replaced. A rule for some formulas would have to know their result to be 0.
 *
 * @param shape Of two axes or more.
 * @param areUniforms Whether their lengths are uniforms.
 */
export function storeTexel(value: string, shape: readonly number[], areUniforms: boolean): string {
  const [, rows, columns] = threeAxes(shape);
  if (rows % 2 === 0 && columns % 2 === 0) return `setOutput(${value});`;
  const isLast = (axis: number) =>
    `coords.${'xyzwuv'[axis]} + 1 >= ${areUniforms ? `outShape[${axis}]` : shape[axis]}`;
  return `vec4 value = ${value};
  ivec${shape.length} coords = getOutputCoords();
  bool isLastColumn = ${isLast(shape.length - 1)};
  bool isLastRow = ${isLast(shape.length - 2)};
  setOutput(vec4(
    value.x,
    isLastColumn ? 0.0 : value.y,
    isLastRow ? 0.0 : value.z,
    isLastColumn || isLastRow ? 0.0 : value.w
  ));`;
}
