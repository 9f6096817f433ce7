import * as tf from '@tensorflow/tfjs';

/** What is used of tfjs's backends on a graphics card. */
interface OnCard {
  readonly gpgpu?: { readonly gl: WebGLRenderingContext };
  readonly device?: { readonly lost: Promise<unknown> };
}

/**
 * Calls back when the browser takes away the graphics card that the backend in place computes on. tfjs
 * then waits for results that never come, and has no other card until the page is loaded again.
 */
export function whenLost(callback: () => void): void {
  const { gpgpu, device } = tf.backend() as unknown as OnCard;
  gpgpu?.gl.canvas.addEventListener('webglcontextlost', callback, { once: true });
  void device?.lost.then(callback);
}
