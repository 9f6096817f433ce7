import * as tf from '@tensorflow/tfjs';
import { wgsl } from '../../compilers/shaders/languages.js';
import {
  printCall,
  printFormula,
  type ShaderFormula,
  vector,
} from '../../compilers/shaders/print.js';
import type { ElementwiseKernel, Preparer } from '../../kernels/backend.js';
import { endOfOwnAxes, firstOwnAxis, product } from '../../kernels/broadcast.js';
import { unlessSmall } from '../host/small.js';
import type { WebgpuBackend } from './backend.js';
import { type Program, programOf, runProgram, type Uniform } from './programs.js';

// A tensor is a buffer with its elements in order. A kernel is a compute shader; each invocation computes four
// elements if their number is a multiple of four, otherwise one.

/** A run returns `undefined` if it has more inputs than the device supports, or its shader does not compile. */
export const elementwise: Preparer<ElementwiseKernel, WebgpuBackend> = unlessSmall(
  ({ elementwise }) => elementwise,
  (kernel, backend) => {
    const most = backend.device.limits.maxStorageBuffersPerShaderStage;
    if (kernel.names.length + 1 > most) return undefined;
    const shader = shaderFor(kernel);
    return (inputs) => {
      const output = runShader(shader, inputs, backend);
      return output && { ...output, shape: kernel.shape };
    };
  },
);

/** A program for a formula, and what it is run with besides the data. */
interface Shader {
  readonly program: Program;
  readonly readings: readonly Reading[];
  readonly uniforms: readonly Uniform[];
}

function shaderFor({ formula, names, shapes, scalars, shape }: ElementwiseKernel): Shader {
  const readings = shapes.map((each) => readingOf(each, shape));
  return {
    program: programFor(printFormula(formula.expression, names, wgsl), product(shape), readings),
    readings,
    uniforms: [
      ...Object.values(scalars).map((value) => ({ type: 'float32' as const, data: [value] })),
      ...readings
        .flatMap(({ length, times }) => [length, times])
        .map((count) => ({ type: 'int32' as const, data: [count] })),
    ],
  };
}

function runShader(
  { program, readings, uniforms }: Shader,
  inputs: readonly tf.Tensor[],
  backend: WebgpuBackend,
): tf.TensorInfo | undefined {
  const read = inputs.map((input, i) => readings[i].broadcast?.(input) ?? input);
  const flat = read.map(({ dataId, dtype, size }) => ({ dataId, dtype, shape: [size] }));
  const output = runProgram(program, flat, uniforms, backend);
  read.forEach((tensor, i) => {
    if (tensor !== inputs[i]) tensor.dispose();
  });
  return output;
}

/**
 * How an input that broadcasts to the shape is read: each element is repeated a number of times, and the whole
 * sequence repeats.
 */
interface Reading {
  readonly length: number;
  readonly times: number;
  /** Broadcasts the input along axes that are between others, before it is read. */
  readonly broadcast?: (input: tf.Tensor) => tf.Tensor;
}

function readingOf(inputShape: readonly number[], shape: readonly number[]): Reading {
  const first = firstOwnAxis(inputShape, shape);
  const end = endOfOwnAxes(inputShape, shape);
  const target = shape.slice(first, end);
  const [length, times] = [product(target), product(shape, end)];
  if (product(inputShape) === length) return { length, times };
  const own = inputShape.slice(first - shape.length, end - shape.length || undefined);
  const broadcast = (input: tf.Tensor) =>
    tf.tidy(() => tf.broadcastTo(tf.reshape(input, own), target));
  return { length, times, broadcast };
}

/** The shader of a formula for an output of this size. */
function programFor(
  { text, scalars }: ShaderFormula,
  size: number,
  readings: readonly Reading[],
): Program {
  const components = size % 4 === 0 ? 4 : 1;
  const inFours = readings.map(
    ({ length, times }) => components === 4 && times === 1 && length % 4 === 0,
  );
  // A tensor that was cast from integers still contains integers in the buffer.
  const read = readings.map(({ length, times }, i) => {
    const at = (index: string) => `f32(T${i}[${index}])`;
    const place = (index: string) =>
      length === size ? index : `${index} / uniforms.m${i} % uniforms.n${i}`;
    if (inFours[i]) {
      return `vec4<f32>(T${i}[${length === size ? 'index' : `index % (uniforms.n${i} / 4)`}])`;
    }
    if (components === 1) return at(place('index'));
    if (times % 4 === 0) return `vec4<f32>(${at(place('4 * index'))})`;
    return vector(
      [0, 1, 2, 3].map((lane) => at(place(`(4 * index + ${lane})`))),
      wgsl,
    );
  });
  const value = printCall(read.length, components, wgsl);
  const code = `${text}
fn main(index : i32) {
  if (index < uniforms.size) {
${read.map((element, i) => `    let t${i} = ${element};\n`).join('')}    setOutputAtIndex(index, ${value});
  }
}`;
  const inputs = inFours.map((isInFours, i) => {
    return { name: `T${i}`, components: isInFours ? 4 : 1 } as const;
  });
  const uniforms = [
    ...scalars.map((name) => `${name} : f32,`),
    ...readings.map((_, i) => `n${i} : i32, m${i} : i32,`),
  ];
  return programOf(code, inputs, uniforms, { size, components, invocations: size / components });
}
