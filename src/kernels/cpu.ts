import type * as tf from '@tensorflow/tfjs';
import { computeOnHost, computeRowsOnHost } from './host.js';
import type { Runner } from './runner.js';
import type { Compile } from './webassembly/compiled_kernels.js';

/** What is used of tfjs's cpu backend. */
interface CpuBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

function valuesOf(backend: CpuBackend, tensors: readonly tf.TensorInfo[]): Float32Array[] {
  return tensors.map(({ dataId }) => backend.data.get(dataId).values);
}

/** Runs an elementwise formula. */
export const runOnCpu: Runner<CpuBackend> = (run, backend) => {
  const output = computeOnHost(run, valuesOf(backend, run.inputs));
  return backend.makeTensorInfo(run.shape, 'float32', output);
};

/** Runs a kernel over rows along the last axis; `undefined` where there is no WebAssembly. */
export function runRowsOnCpu(
  compile: Compile,
  inputs: readonly tf.TensorInfo[],
  backend: CpuBackend,
): tf.TensorInfo | undefined {
  const { shape } = inputs[0];
  const output = computeRowsOnHost(compile, shape[shape.length - 1], valuesOf(backend, inputs));
  return output && backend.makeTensorInfo(shape, 'float32', output);
}
