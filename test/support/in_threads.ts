import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { resultsOn } from './in_page.js';

/** The results of a page on the wasm backend, and whether its memory is shared between threads. */
export async function results() {
  setWasmPaths('/wasm/');
  if (!(await tf.setBackend('wasm'))) throw new Error('The backend wasm does not start');
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  const isShared = wasm.HEAPU8.buffer instanceof SharedArrayBuffer;
  return { backends: { wasm: await resultsOn() }, isShared };
}
