import * as tf from '@tensorflow/tfjs';
import { product } from '../../kernels/broadcast.js';
import type { WebgpuBackend } from './backend.js';

/** The input from which tfjs creates a shader. */
export interface Program {
  readonly variableNames: readonly string[];
  readonly outputShape: number[];
  /** The key that programs with the same shader share. */
  readonly shaderKey: string;
  readonly dispatchLayout: { readonly x: readonly number[] };
  readonly dispatch: readonly [number, number, number];
  readonly workgroupSize: readonly [number, number, number];
  /** The number of floats in an element of the output's binding, and of each input's. */
  readonly outputComponent: Components;
  readonly variableComponents: readonly Components[];
  /** Whether the number of such elements is a uniform. */
  readonly size: true;
  readonly uniforms: string;
  getUserCode(): string;
}

export type Components = 1 | 4;

/** A uniform value of a program. */
export interface Uniform {
  readonly type: 'float32' | 'int32';
  readonly data: number[];
}

/** A tensor that a program reads under a name, with this number of floats at a time. */
export interface Input {
  readonly name: string;
  readonly components: Components;
}

const WORKGROUP = 64;

/** A program for tensors that are treated as flat. */
export function programOf(
  code: string,
  inputs: readonly Input[],
  uniforms: readonly string[],
  { size, components, invocations }: { size: number; components: Components; invocations: number },
): Program {
  return {
    variableNames: inputs.map(({ name }) => name),
    outputShape: [size],
    shaderKey: `${components} ${code}`,
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(invocations / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    outputComponent: components,
    variableComponents: inputs.map(({ components }) => components),
    size: true,
    uniforms: uniforms.join(' '),
    getUserCode: () => code,
  };
}

// WebGPU reports only after the first run of a shader whether it compiles, and a kernel cannot wait for that. A
// shader that does not compile does nothing. Neither do the other commands that are submitted with it, including
// tfjs's own and uploads: all their outputs would be whatever was in memory before. So each run of a shader is
// submitted separately, with an output that is filled with NaN, until WebGPU has answered. If the shader does not
// compile, that output stays NaN, the console shows the error, and later runs are composed of tfjs ops.

/** For each backend: whether a shader compiles, once WebGPU has answered. */
const answers = new WeakMap<WebgpuBackend, Map<string, boolean>>();

/** The number of commands after which tfjs submits them. */
const BATCH_SIZE = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';

/** Runs a program with a float32 output; `undefined` if its shader is known not to compile. */
export function runProgram(
  program: Program,
  inputs: readonly tf.TensorInfo[],
  uniforms: readonly Uniform[],
  backend: WebgpuBackend,
): tf.TensorInfo | undefined {
  // A copy, because tfjs writes to the program that it runs: its key would grow with each run.
  const run = (output?: tf.TensorInfo) =>
    backend.runWebGPUProgram({ ...program }, inputs, 'float32', uniforms, output);
  if (product(program.outputShape) === 0) return run(); // Nothing is compiled.
  let known = answers.get(backend);
  if (known === undefined) {
    known = new Map();
    answers.set(backend, known);
  }
  // The types of the buffers are part of the shader: a tensor that was cast from integers still contains integers.
  const types = inputs.map(({ dataId }) => backend.tensorMap.get(dataId).dtype);
  const key = `${types} ${program.shaderKey}`;
  const answer = known.get(key);
  if (answer !== undefined) return answer ? run() : undefined;

  const { device } = backend;
  const batchSize = tf.env().getNumber(BATCH_SIZE);
  tf.env().set(BATCH_SIZE, 1);
  try {
    // An upload is also a command. It is submitted with the filling of the output, before the shader.
    for (const { dataId } of inputs) backend.uploadToGPU(dataId);
    const output = filledWithNaN(program.outputShape, backend);
    device.pushErrorScope('validation');
    device.pushErrorScope('internal');
    return run(output);
  } finally {
    tf.env().set(BATCH_SIZE, batchSize);
    Promise.all([device.popErrorScope(), device.popErrorScope()]).then(
      (errors) => {
        const error = errors.find((error) => error);
        if (error && known.get(key) !== false) {
          console.error(
            'A shader failed to compile. Its results so far are NaN; tfjs’s ops compute the next ' +
              `ones. Received: ${error.message}\n${program.getUserCode()}`,
          );
        }
        known.set(key, !error);
      },
      () => {}, // The device is lost.
    );
  }
}

function filledWithNaN(shape: number[], backend: WebgpuBackend): tf.TensorInfo {
  const attrs = { shape, value: Number.NaN, dtype: 'float32' };
  return tf.getKernel('Fill', 'webgpu').kernelFunc({ inputs: {}, attrs, backend }) as tf.TensorInfo;
}
