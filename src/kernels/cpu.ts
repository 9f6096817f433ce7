import type * as tf from '@tensorflow/tfjs';
import { computeOnHost, computeSlicesOnHost, interpretOnHost } from './host.js';
import { missingOf, type Probe, type Runner, type SliceRunner } from './runner.js';

/** What is used of tfjs's cpu backend. */
interface CpuBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}

export const missingOnCpu: Probe<CpuBackend> = (backend) => {
  const missing = missingOf(backend, {
    'data.get': 'function',
    makeTensorInfo: 'function',
    disposeData: 'function',
  });
  if (missing) return missing;
  const tensor = backend.makeTensorInfo([1], 'float32', Float32Array.of(2));
  const [values] = valuesOf(backend, [tensor]);
  const isThere = values instanceof Float32Array && values[0] === 2;
  backend.disposeData(tensor.dataId);
  return isThere ? undefined : 'data.get().values';
};

function valuesOf(backend: CpuBackend, tensors: readonly tf.TensorInfo[]): Float32Array[] {
  return tensors.map(({ dataId }) => backend.data.get(dataId).values);
}

/** Runs an elementwise formula. */
export const runOnCpu: Runner<CpuBackend> = (run, backend) => {
  const values = valuesOf(backend, run.inputs);
  const output = computeOnHost(run, values) ?? interpretOnHost(run, values);
  return backend.makeTensorInfo(run.shape, 'float32', output);
};

/** Runs a kernel over slices; `undefined` where WebAssembly or the memory for it is refused. */
export const runSlicesOnCpu: SliceRunner<CpuBackend> = (formulas, slices, inputs, backend) => {
  const output = computeSlicesOnHost(formulas, slices, valuesOf(backend, inputs));
  return output && backend.makeTensorInfo(inputs[0].shape, 'float32', output);
};
