import type * as tf from '@tensorflow/tfjs';
import { missingOf } from '../../kernels/backend.js';
import { type GpuBackend, gpuMembers } from '../host/small.js';
import type { Program } from './programs.js';

/** The members of tfjs's webgl backend that are used. */
export interface WebglBackend extends GpuBackend {
  readonly gpgpu: { readonly gl: Pick<WebGLRenderingContext, 'isContextLost'> };
  readonly texData: { get(dataId: object): { isPacked: boolean; texShape: number[] } };
  compileAndRun(
    program: Program,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly number[][],
  ): tf.TensorInfo;
  disposeIntermediateTensorInfo(tensor: tf.TensorInfo): void;
}

export function probe(backend: WebglBackend): string | undefined {
  return missingOf(backend, {
    ...gpuMembers,
    'gpgpu.gl.isContextLost': 'function',
    'texData.get': 'function',
    compileAndRun: 'function',
    disposeIntermediateTensorInfo: 'function',
  });
}
