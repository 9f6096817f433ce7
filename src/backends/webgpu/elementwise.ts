import * as tf from '@tensorflow/tfjs';
import { wgsl } from '../../compilers/shaders/languages.js';
import {
  printCall,
  printFormula,
  type ShaderFormula,
  vector,
} from '../../compilers/shaders/print.js';
import type { ElementwiseKernel, ElementwiseRun, Preparer } from '../../kernels/backend.js';
import { endOfOwnAxes, firstOwnAxis, product } from '../../kernels/broadcast.js';
import { preparedOnHost } from '../host/elementwise.js';
import { unlessSmall } from '../host/small.js';
import type { WebgpuBackend } from './backend.js';
import { type Program, programOf, runProgram, type Uniform } from './programs.js';

// A tensor is a buffer with its elements in order. A kernel is a compute shader; each invocation computes four
// elements if their number is a multiple of four, otherwise one.

/** `undefined` if it has more inputs than the device supports, or its shader does not compile. */
export const elementwise: Preparer<ElementwiseKernel, WebgpuBackend> = unlessSmall(
  preparedOnHost,
  (kernel, backend) => {
    const most = backend.device.limits.maxStorageBuffersPerShaderStage;
    if (kernel.names.length + 1 > most) return undefined;
    return (inputs) => launch({ ...kernel, inputs }, backend);
  },
);

function launch(run: ElementwiseRun, backend: WebgpuBackend): tf.TensorInfo | undefined {
  const size = product(run.shape);
  const readings = run.inputs.map((input) => readingOf(input, run.shape));
  const uniforms: Uniform[] = [
    ...Object.values(run.scalars).map((value) => ({ type: 'float32' as const, data: [value] })),
    ...readings
      .flatMap(({ length, times }) => [length, times])
      .map((count) => ({ type: 'int32' as const, data: [count] })),
  ];
  const output = runProgram(
    programFor(printFormula(run.formula.expression, run.names, wgsl), size, readings),
    readings.map(({ tensor: { dataId, dtype }, length }) => ({ dataId, dtype, shape: [length] })),
    uniforms,
    backend,
  );
  readings.forEach(({ tensor }, i) => {
    if (tensor !== run.inputs[i]) tensor.dispose();
  });
  return output && { ...output, shape: run.shape };
}

/**
 * How an input that broadcasts to the shape is read: each element is repeated a number of times, and the whole
 * sequence repeats.
 */
interface Reading {
  readonly tensor: tf.Tensor;
  readonly length: number;
  readonly times: number;
}

function readingOf(input: tf.Tensor, shape: number[]): Reading {
  const first = firstOwnAxis(input.shape, shape);
  const end = endOfOwnAxes(input.shape, shape);
  const target = shape.slice(first, end);
  const [length, times] = [product(target), product(shape, end)];
  if (input.size === length) return { tensor: input, length, times };
  // Between axes that are not broadcast there is a broadcast one.
  const own = input.shape.slice(first - shape.length, end - shape.length || undefined);
  const tensor = tf.tidy(() => tf.broadcastTo(tf.reshape(input, own), target));
  return { tensor, length, times };
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
  const inputs = readings.map(({ tensor }, i) => {
    return { name: `T${i}`, components: inFours[i] ? 4 : 1, tensor } as const;
  });
  const uniforms = [
    ...scalars.map((name) => `${name} : f32,`),
    ...readings.map((_, i) => `n${i} : i32, m${i} : i32,`),
  ];
  return programOf(code, inputs, uniforms, { size, components, invocations: size / components });
}
