import * as tf from '@tensorflow/tfjs';
import { layers, ops } from '../../src/index.js';

/** The results of a page or a worker on the available backends. */
export async function results() {
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  const backends: Record<string, number[][]> = {};
  for (const backend of ['cpu', 'webgl']) {
    if (await tf.setBackend(backend)) backends[backend] = await resultsOn();
  }
  return { backends, compiles: canCompile(), evaluates: canEvaluate() };
}

/** The results on the current backend. */
export async function resultsOn(): Promise<number[][]> {
  const x = tf.tensor2d([
    [-1, 0.5, 2],
    [3, -2, 0],
  ]);
  const formula = layers.formula({ formula: 'x * tanh(a * x)', a: 0.5 });
  const apply = (x: tf.Tensor) => formula.apply(x) as tf.Tensor;
  const all = [apply(x), tf.grad(apply)(x), ops.mish(x), ops.softmax(x), ops.sparsemax(x)];
  return Promise.all(all.map(async (each) => [...(await each.data())]));
}

function canCompile(): boolean {
  try {
    new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    return true;
  } catch {
    return false;
  }
}

function canEvaluate(): boolean {
  try {
    return new Function('return true')();
  } catch {
    return false;
  }
}

if (typeof document === 'undefined') {
  addEventListener('message', async () => postMessage(await results()));
}
