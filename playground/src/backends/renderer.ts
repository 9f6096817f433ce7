import * as tf from '@tensorflow/tfjs';
import { hasFusedMultiplyAdd, hasSimd } from '../../../src/compilers/webassembly/target.js';
import type { BackendName } from './backend.js';
import { rendererOfAdapter, rendererOfContext, softwareIn } from './software.js';

/** The device that computes. */
export interface Renderer {
  readonly name: string;
  /** Whether the processor emulates a graphics card. */
  readonly isSoftware: boolean;
}

/** The device on which the current backend computes. */
export async function rendererOf(backend: BackendName): Promise<Renderer> {
  switch (backend) {
    case 'webgl':
      return named(webglRenderer());
    case 'webgpu':
      return webgpuRenderer();
    default:
      return { name: processor(), isSoftware: false };
  }
}

function webglRenderer(): string {
  return rendererOfContext(
    (tf.backend() as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu.gl,
  );
}

async function webgpuRenderer(): Promise<Renderer> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) return { name: 'an adapter that is gone', isSoftware: false };
  const { name, isSoftware } = named(rendererOfAdapter(adapter) || 'an adapter without a name');
  return { name, isSoftware: isSoftware || adapter.info.isFallbackAdapter };
}

function named(name: string): Renderer {
  return { name, isSoftware: softwareIn(name) !== undefined };
}

function processor(): string {
  const simd = hasSimd() ? 'with SIMD' : 'without SIMD';
  const relaxed = hasFusedMultiplyAdd() ? 'with relaxed SIMD' : simd;
  const { hardwareConcurrency: threads } = navigator;
  return `the processor, 1 of ${threads} threads, ${relaxed}`;
}
