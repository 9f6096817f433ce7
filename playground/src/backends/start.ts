import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './backend.js';

/** The backends that tfjs keeps in packages of their own. */
const packages: Readonly<Partial<Record<BackendName, () => Promise<unknown>>>> = {
  wasm: async () => (await import('./wasm.js')).findBinaries(),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
};

/**
 * Makes a backend that of tfjs. Tensors that are there already must have been read: tfjs would move
 * them with `dataSync`, which WebGPU has not.
 *
 * @throws When it does not start.
 */
export async function startBackend(name: BackendName): Promise<void> {
  tf.env().set('PROD', true);
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true); // Slow is better than not at all.
  await packages[name]?.();
  if (!(await tf.setBackend(name))) {
    throw new Error(`The backend ${name} does not start in this browser.`);
  }
  await tf.ready();
}
