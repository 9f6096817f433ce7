import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './backend.js';

/** What is used of tfjs's backends on a graphics card. */
interface OnCard {
  readonly gpgpu?: { readonly gl: WebGLRenderingContext; itemsToPoll: readonly unknown[] };
  readonly device?: { readonly lost: Promise<unknown> };
}

/**
 * Calls back when the browser takes away the graphics card that the backend in place computes on. tfjs
 * then waits for results that never come.
 */
export function whenLost(callback: () => void): void {
  const { gpgpu, device } = tf.backend() as unknown as OnCard;
  gpgpu?.gl.canvas.addEventListener('webglcontextlost', callback, { once: true });
  void device?.lost.then(callback);
}

/**
 * Lets a backend whose card is lost start anew, on the card that the browser then gives. Tensors that it
 * has can only be disposed.
 */
export function forgetBackend(name: BackendName): void {
  const { gpgpu } = tf.findBackend(name) as unknown as OnCard;
  if (gpgpu) gpgpu.itemsToPoll = []; // It would ask for their results forever.
  const start = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, start);
}
