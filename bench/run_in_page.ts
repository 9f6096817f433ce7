import './models/stock_activations.js';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { layerCases } from './cases.js';
import { firstCall } from './layers.js';
import type { Queue } from './measure.js';
import { carryOut, type Order } from './order.js';

// Runs the benchmark for one backend of a browser, in a separate page.

declare global {
  /** Provided by the program that opens the page. */
  function keepResult(result: object): void;
}

/** Runs an order. */
export async function run(order: Order): Promise<void> {
  await start(order.backend);
  if (order.suite !== 'models') computeOnGpu();
  await carryOut(order, (result) => keepResult({ backend: order.backend, ...result }), {
    queue: queueOf(),
  });
}

/** The milliseconds of the first call of a layer, in a page that has called nothing before. */
export async function firstCallOf(
  backend: string,
  layer: string,
  whose: 'ours' | 'stock',
): Promise<number> {
  await start(backend);
  computeOnGpu();
  const found = layerCases.find(({ name }) => name === layer);
  if (found === undefined) throw new Error(`Unknown layer: ${layer}`);
  return firstCall(found[whose], queueOf());
}

async function start(backend: string): Promise<void> {
  tf.env().set('PROD', true);
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start`);
  await tf.ready();
}

/** Inside a network, small tensors are in GPU memory too. */
function computeOnGpu(): void {
  tf.env().set(tf.getBackend() === 'webgl' ? 'WEBGL_CPU_FORWARD' : 'WEBGPU_CPU_FORWARD', false);
}

function queueOf(): Queue {
  let launches = 0;
  const counted = <K extends string>(prototype: Record<K, (...args: never[]) => void>, name: K) => {
    const launch = prototype[name];
    prototype[name] = function (...args: never[]) {
      launches++;
      return launch.apply(this, args);
    };
  };
  // Some browsers have only one of the two.
  if (tf.getBackend() === 'webgl') counted(WebGL2RenderingContext.prototype, 'drawElements');
  else counted(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');

  const numbers = tf.randomNormal([1000]);
  return {
    drain: async () => {
      const element = tf.tidy(() => tf.slice(numbers, 500, 1));
      // The webgl backend only polls at intervals whether an asynchronous read has finished.
      if (tf.getBackend() === 'webgl') element.dataSync();
      else await element.data();
      element.dispose();
    },
    launches: () => launches,
  };
}
