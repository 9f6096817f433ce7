import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './backend.js';

/** The parts of tfjs's backends for graphics cards that are used here. */
interface OnCard {
  readonly gpgpu?: { readonly gl: WebGLRenderingContext; itemsToPoll: readonly unknown[] };
  readonly device?: { readonly lost: Promise<unknown> };
}

/**
 * Calls back when the browser takes away the graphics card on which the current backend computes. Without this, tfjs
 * would wait forever for results.
 */
export function whenLost(callback: () => void): void {
  const { gpgpu, device } = tf.backend() as unknown as OnCard;
  gpgpu?.gl.canvas.addEventListener('webglcontextlost', callback, { once: true });
  void device?.lost.then(callback);
}

/**
 * Allows a backend whose graphics card is lost to start again, on the card that the browser then provides. Its
 * existing tensors can only be disposed.
 */
export function forgetBackend(name: BackendName): void {
  const { gpgpu } = tf.findBackend(name) as unknown as OnCard;
  if (gpgpu) gpgpu.itemsToPoll = []; // Otherwise it would poll for results forever.
  const start = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, start);
}
