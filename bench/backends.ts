import * as tf from '@tensorflow/tfjs';

export const backends = ['cpu', 'wasm', 'tensorflow'] as const;

export type BackendName = (typeof backends)[number];

/** Starts a backend in this process. These three have computed a result when the call returns. */
export async function startBackend(name: BackendName): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  tf.env().set('PROD', true);
  if (name === 'tensorflow') await import('@tensorflow/tfjs-node');
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(name))) throw new Error(`The backend ${name} does not start`);
}
