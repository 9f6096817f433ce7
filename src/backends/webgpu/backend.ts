import type * as tf from '@tensorflow/tfjs';
import { missingOf } from '../../kernels/backend.js';
import { type GpuBackend, gpuMembers } from '../host/small.js';
import type { Program, Uniform } from './programs.js';

/** The members of tfjs's webgpu backend that are used. */
export interface WebgpuBackend extends GpuBackend {
  readonly device: Pick<GPUDevice, 'limits' | 'pushErrorScope' | 'popErrorScope'>;
  readonly tensorMap: { get(dataId: object): { dtype: string } };
  uploadToGPU(dataId: object): void;
  runWebGPUProgram(
    program: Program,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly Uniform[],
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}

export function probe(backend: WebgpuBackend): string | undefined {
  return missingOf(backend, {
    ...gpuMembers,
    'device.pushErrorScope': 'function',
    'device.popErrorScope': 'function',
    'device.limits.maxStorageBuffersPerShaderStage': 'number',
    'tensorMap.get': 'function',
    uploadToGPU: 'function',
    runWebGPUProgram: 'function',
    disposeData: 'function',
  });
}
