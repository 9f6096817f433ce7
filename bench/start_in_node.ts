import * as tf from '@tensorflow/tfjs';
import { isWasm, type NodeBackend } from './backends.js';

/** Starts a backend of tfjs in Node. */
export async function startInNode(backend: NodeBackend): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  tf.env().set('PROD', true);
  const name = isWasm(backend) ? 'wasm' : backend;
  if (name === 'tensorflow') await import('@tensorflow/tfjs-node');
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(name))) throw new Error(`The backend ${name} does not start`);
}
