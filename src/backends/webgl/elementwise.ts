import * as tf from '@tensorflow/tfjs';
import { printCall, printFormula, type ShaderFormula } from '../../compilers/shaders/print.js';
import { DerivedFormula } from '../../formula/derived_formula.js';
import { variable } from '../../formula/expression.js';
import type { ElementwiseKernel, Preparer } from '../../kernels/backend.js';
import { product } from '../../kernels/broadcast.js';
import { runComposed } from '../../kernels/composed/elementwise.js';
import { unlessSmall } from '../host/small.js';
import type { WebglBackend } from './backend.js';
import {
  isWebgl2,
  type Program,
  refuseLostContext,
  runProgram,
  shaderLanguage,
} from './programs.js';
import { expectedPlace, type Place, storeTexel, threeAxes } from './textures.js';

export const elementwise: Preparer<ElementwiseKernel, WebglBackend> = unlessSmall(
  ({ elementwise }) => elementwise,
  (kernel, backend) => {
    const { names, shapes, shape } = kernel;
    const hasTooManyInputs = names.length > tf.env().getNumber('WEBGL_MAX_TEXTURES_IN_SHADER');
    const places = shapes.map((each) => expectedPlace(each, shape));
    const usual = shaderFor(kernel, places);
    let byCoordinates: Shader | undefined;
    const isRight = (inputs: readonly tf.Tensor[], output: tf.TensorInfo) =>
      places.every((place, i) => place?.isRight(inputs[i], output, backend) ?? true);
    return (inputs) => {
      refuseLostContext(backend);
      if (hasTooManyInputs) return runComposedOnWebgl(kernel, inputs, backend);
      let output = runShader(usual, inputs, backend);
      if (output && !isRight(inputs, output)) {
        backend.disposeIntermediateTensorInfo(output);
        byCoordinates ??= shaderFor(kernel, ALL_BY_COORDINATES);
        output = runShader(byCoordinates, inputs, backend);
      }
      return output ? { ...output, shape } : runComposedOnWebgl(kernel, inputs, backend);
    };
  },
);

/** Runs a formula as tfjs ops, which may leave any values after the last row and column. */
function runComposedOnWebgl(
  kernel: ElementwiseKernel,
  inputs: readonly tf.Tensor[],
  backend: WebglBackend,
): tf.TensorInfo {
  const { shape } = kernel;
  const composed = runComposed({ ...kernel, inputs });
  const formula = DerivedFormula.of(variable('x'));
  const identity = { formula, names: ['x'], shapes: [shape], scalars: {}, shape };
  const output = runShader(shaderFor(identity, ALL_BY_COORDINATES), [composed], backend);
  if (!output) return composed;
  composed.dispose();
  return { ...output, shape };
}

/** No place of an input is known. */
const ALL_BY_COORDINATES: readonly undefined[] = [];

/** A program for a formula, and what it is run with besides the data. */
interface Shader {
  readonly program: Program;
  /** The shape in which each input is read. */
  readonly shapes: readonly number[][];
  readonly uniforms: readonly number[][];
}

/** @param places The place of each input's texel; inputs with an unknown place are read by coordinates. */
function shaderFor(
  { formula, names, shapes, scalars, shape }: ElementwiseKernel,
  places: readonly (Place | undefined)[],
): Shader {
  const size = product(shape);
  const isWhole = (each: readonly number[]) => product(each) === size;
  const isByCoordinates = shapes.some((each, i) => !isWhole(each) && !places[i]);
  const outputShape = isByCoordinates && shape.length > 1 ? shape : threeAxes(shape);
  const own = (each: number[], i: number) => (places[i] ? [product(each)] : each);
  const language = shaderLanguage();
  return {
    program: programFor(
      printFormula(formula.expression, names, language),
      names.map((_, i) => places[i]),
      outputShape,
      !isByCoordinates, // Coordinates are computed faster from constant lengths.
    ),
    shapes: shapes.map((each, i) => (isWhole(each) ? outputShape : own(each, i))),
    uniforms: Object.values(scalars).map((value) => [value]),
  };
}

function runShader(
  { program, shapes, uniforms }: Shader,
  inputs: readonly tf.Tensor[],
  backend: WebglBackend,
): tf.TensorInfo | undefined {
  const shaped = inputs.map(({ dataId, dtype }, i) => ({ dataId, shape: shapes[i], dtype }));
  return runProgram(program, shaped, uniforms, backend);
}

/**
 * The program of a formula.
 *
 * @param places The place of each input's texel, if it is known.
 * @param areUniforms Whether shapes are uniforms.
 */
function programFor(
  { text, scalars }: ShaderFormula,
  places: readonly (Place | undefined)[],
  outputShape: number[],
  areUniforms: boolean,
): Program {
  const isPacked = tf.env().getBool('WEBGL_PACK');
  const sample = isWebgl2() ? 'texture' : 'texture2D';
  const type = isPacked ? 'vec4' : 'float';
  const read = places.map((place, i) => {
    const texel = place ? `${sample}(T${i}, ${place.at})${place.lanes}` : `getT${i}AtOutCoords()`;
    return `  ${type} t${i} = ${texel};\n`;
  });
  const value = printCall(places.length, isPacked ? 4 : 1, shaderLanguage());
  const store = isPacked ? storeTexel(value, outputShape, areUniforms) : `setOutput(${value});`;
  return {
    variableNames: places.map((_, i) => `T${i}`),
    outputShape,
    packedInputs: isPacked,
    packedOutput: isPacked,
    enableShapeUniforms: areUniforms,
    customUniforms: scalars.map((name) => ({ name, type: 'float' })),
    userCode: `${text}\nvoid main() {\n${read.join('')}  ${store}\n}`,
  };
}
