import * as tf from '@tensorflow/tfjs';

export const backends = ['tensorflow', 'wasm', 'cpu'] as const;

export type BackendName = (typeof backends)[number];

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // Suppresses TensorFlow's messages about its build.
tf.env().set('PROD', true); // Suppresses tfjs's hint about its backend for Node.

/** Starts the backend; without a name, TensorFlow if it is installed, otherwise WebAssembly. */
export async function startBackend(name: BackendName | undefined): Promise<BackendName> {
  if (name === undefined) {
    return startBackend('tensorflow').catch(() => startBackend('wasm'));
  }
  if (name === 'tensorflow') await import('@tensorflow/tfjs-node');
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(name))) throw new Error(`The backend ${name} does not start.`);
  return name;
}
