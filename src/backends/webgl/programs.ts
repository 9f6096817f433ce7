import * as tf from '@tensorflow/tfjs';
import { glsl100, glsl300, type ShaderLanguage } from '../../compilers/shaders/languages.js';
import type { WebglBackend } from './backend.js';

/** The input from which tfjs creates a shader. */
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

export function isWebgl2(): boolean {
  return tf.env().getNumber('WEBGL_VERSION') === 2;
}

export function shaderLanguage(): ShaderLanguage {
  return isWebgl2() ? glsl300 : glsl100;
}

/** On a lost context, tfjs computes zeros, and waits forever for data that is read asynchronously. */
export function refuseLostContext({ gpgpu }: WebglBackend): void {
  if (!gpgpu.gl.isContextLost()) return;
  throw new Error(
    "The context of the webgl backend and its tensors are lost. Call tf.removeBackend('webgl') and " +
      'tf.registerBackend to create a new one.',
  );
}

const refusedShaders = new WeakMap<WebglBackend, Set<string>>();

/** Runs a program with a float32 output; `undefined` if its shader does not compile. */
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
    // tfjs would compile it again each time, and leak the texture that was to be its output.
    if (refused) refused.add(program.userCode);
    else refusedShaders.set(backend, new Set([program.userCode]));
    return undefined;
  }
}
