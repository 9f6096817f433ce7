import * as tf from '@tensorflow/tfjs';
import { printCall, printFormula } from '../../compilers/shaders/print.js';
import { DerivedFormula } from '../../formula/derived_formula.js';
import { variable } from '../../formula/expression.js';
import type { ElementwiseKernel, ElementwiseRun, Preparer } from '../../kernels/backend.js';
import { product } from '../../kernels/broadcast.js';
import { runComposed } from '../../kernels/composed/elementwise.js';
import { preparedOnHost } from '../host/elementwise.js';
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
  preparedOnHost,
  (kernel, backend) => (inputs) => launch({ ...kernel, inputs }, backend),
);

function launch(run: ElementwiseRun, backend: WebglBackend): tf.TensorInfo {
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
    output = runFormula(run, ALL_BY_COORDINATES, backend);
  }
  return output ? { ...output, shape: run.shape } : runComposedOnWebgl(run, backend);
}

/** Runs a formula as tfjs ops, which may leave any values after the last row and column. */
function runComposedOnWebgl(run: ElementwiseRun, backend: WebglBackend): tf.TensorInfo {
  const composed = runComposed(run);
  const identity = { formula: DerivedFormula.of(variable('x')), names: ['x'], scalars: {} };
  const output = runFormula(
    { ...run, ...identity, inputs: [composed], shapes: [composed.shape] },
    ALL_BY_COORDINATES,
    backend,
  );
  if (!output) return composed;
  composed.dispose();
  return { ...output, shape: run.shape };
}

/** No place of an input is known. */
const ALL_BY_COORDINATES: readonly undefined[] = [];

/** @param places The place of each input's texel; inputs with an unknown place are read by coordinates. */
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
  // Coordinates are computed faster from constant lengths.
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
