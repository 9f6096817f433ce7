import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './backend.js';

/** The backends that tfjs publishes in separate packages. */
const packages: Readonly<Partial<Record<BackendName, () => Promise<unknown>>>> = {
  wasm: async () => (await import('./wasm.js')).findBinaries(),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
};

/**
 * Makes this backend the current one. The values of existing tensors must have been read: tfjs would move them with
 * `dataSync`, which WebGPU does not support.
 *
 * @throws If the backend does not start.
 */
export async function startBackend(name: BackendName): Promise<void> {
  tf.env().set('PROD', true);
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true); // A slow backend is better than none.
  await packages[name]?.();
  if (!(await tf.setBackend(name))) {
    throw new Error(`The backend ${name} does not start in this browser.`);
  }
  await tf.ready();
}
