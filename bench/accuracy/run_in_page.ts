import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import type { Accuracy, Name } from './measure.js';
import { run } from './run.js';

declare global {
  /** Provided by the program that opens the page. */
  function keepAccuracy(accuracy: Accuracy): void;
}

export async function runOn(backend: string, names: readonly Name[]): Promise<void> {
  tf.env().set('PROD', true);
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start`);
  await tf.ready();
  await run(names, (accuracy) => keepAccuracy(accuracy));
}
