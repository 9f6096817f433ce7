import * as tf from '@tensorflow/tfjs';
import { hasFusedMultiplyAdd, hasSimd } from '../../../src/compilers/webassembly/target.js';
import type { BackendName } from './backend.js';

/** What computes. */
export interface Renderer {
  readonly name: string;
  /** Whether the processor stands in for a graphics card. */
  readonly isSoftware: boolean;
}

/** What the backend that is in place computes on. */
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
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

async function webgpuRenderer(): Promise<Renderer> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) return { name: 'an adapter that is gone', isSoftware: false };
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const words = [description, vendor, architecture, device].filter((word) => word !== '');
  const { name, isSoftware } = named([...new Set(words)].join(', ') || 'an adapter without a name');
  return { name, isSoftware: isSoftware || isFallbackAdapter };
}

function named(name: string): Renderer {
  return { name, isSoftware: /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(name) };
}

function processor(): string {
  const simd = hasSimd() ? 'with SIMD' : 'without SIMD';
  const relaxed = hasFusedMultiplyAdd() ? 'with relaxed SIMD' : simd;
  const { hardwareConcurrency: threads } = navigator;
  return `the processor, one of its ${threads} threads, ${relaxed}`;
}
