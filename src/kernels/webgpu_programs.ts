import * as tf from '@tensorflow/tfjs';
import { product } from './broadcast.js';
import type { Program, Uniform, WebgpuBackend } from './webgpu.js';

// WebGPU says only after the first run of a shader whether it compiles, and a kernel cannot wait for that. A
// shader that does not compile does nothing. Neither do the other commands that are submitted with it, tfjs's
// own and uploads among them: all their outputs would be what was in memory before. So each run of a shader is
// submitted alone, over an output that is filled with NaN, until WebGPU has answered. If the shader does not
// compile, that output stays NaN, the console shows the error, and later runs are composed of tfjs's ops.

/** For each backend: whether a shader compiles, where WebGPU has answered. */
const answers = new WeakMap<WebgpuBackend, Map<string, boolean>>();

/** Runs a program with a float32 output; `undefined` if it is known that its shader does not compile. */
export function runProgram(
  program: Program,
  inputs: readonly tf.TensorInfo[],
  uniforms: readonly Uniform[],
  backend: WebgpuBackend,
): tf.TensorInfo | undefined {
  const run = () => backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
  if (product(program.outputShape) === 0) return run(); // Nothing is compiled.
  let known = answers.get(backend);
  if (known === undefined) {
    known = new Map();
    answers.set(backend, known);
  }
  // The types of the buffers are in the shader: what was cast from integers is integers still.
  const types = inputs.map(({ dataId }) => backend.tensorMap.get(dataId).dtype);
  const key = `${types} ${program.shaderKey}`;
  switch (known.get(key)) {
    case true:
      return run();
    case false:
      return undefined;
    default:
      return runUnanswered(program, inputs, uniforms, backend, (error) => {
        if (error && known.get(key) !== false) {
          console.error(
            'A shader does not compile. Its results so far are NaN, and tfjs’s ops compute the next ones. ' +
              `Received: ${error.message}\n${program.getUserCode()}`,
          );
        }
        known.set(key, error === undefined);
      });
  }
}

/** @param answer Is called with the error, if there is one. It is not called if the device is lost. */
function runUnanswered(
  program: Program,
  inputs: readonly tf.TensorInfo[],
  uniforms: readonly Uniform[],
  backend: WebgpuBackend,
  answer: (error: GPUError | undefined) => void,
): tf.TensorInfo {
  const { device } = backend;
  const batchSize = tf.env().getNumber(BATCH_SIZE);
  tf.env().set(BATCH_SIZE, 1);
  try {
    // An upload is a command too. These are submitted with the output's filling, before the shader.
    for (const { dataId } of inputs) backend.uploadToGPU(dataId);
    const output = filled(program.outputShape, Number.NaN, backend);
    device.pushErrorScope('validation');
    device.pushErrorScope('internal');
    try {
      return backend.runWebGPUProgram(program, inputs, 'float32', uniforms, output);
    } finally {
      Promise.all([device.popErrorScope(), device.popErrorScope()]).then(
        (errors) => answer(errors.find((error) => error !== null) ?? undefined),
        () => {},
      );
    }
  } finally {
    tf.env().set(BATCH_SIZE, batchSize);
  }
}

/** After how many commands tfjs submits them. */
const BATCH_SIZE = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';

function filled(shape: number[], value: number, backend: WebgpuBackend): tf.TensorInfo {
  const attrs = { shape, value, dtype: 'float32' };
  const fill = tf.getKernel('Fill', 'webgpu').kernelFunc;
  return fill({ inputs: {}, attrs, backend }) as tf.TensorInfo;
}
