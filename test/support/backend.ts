import * as tf from '@tensorflow/tfjs';
import { register } from '../../src/index.js';
import { refuseModulesAbove } from './refusing_engine.js';

declare global {
  /** The entry of `backends` on which this run of the suite runs. */
  var BACKEND: string;
  /** Runs Node in a separate process and returns its output: run_in_node.js. */
  var runInNode: (
    args: readonly string[],
    options?: { readonly cwd?: string; readonly input?: string },
  ) => Promise<string>;
}

tf.env().set('PROD', true); // Disables the advice to use tfjs-node.
tf.env().set('SOFTWARE_WEBGL_ENABLED', true); // Allows a software renderer.
// Small tensors are computed by shaders too. By default they are computed in JavaScript's memory:
// in_browser/small_tensors.test.ts.
tf.env().set('WEBGL_CPU_FORWARD', false);

/** Starts the backend of this run before the tests of a file. */
beforeAll(async () => {
  switch (BACKEND) {
    case 'wasm':
    case 'fused':
      await import('@tensorflow/tfjs-backend-wasm');
      break;
    case 'tensorflow':
    case 'native':
      await import('@tensorflow/tfjs-node');
      break;
    case 'small':
      await import('@tensorflow/tfjs-backend-wasm');
      refuseModulesAbove(4096);
      break;
    case 'small-cpu':
      refuseModulesAbove(4096);
      break;
    case 'interpreted':
      forbidWebAssembly();
      break;
    case 'composed':
      registerForeignBackend('composed', 'cpu');
      break;
    case 'webgl1':
      tf.env().set('WEBGL_VERSION', 1);
      break;
    case 'unpacked':
      tf.env().set('WEBGL_PACK', false);
      break;
    case 'rn-webgl':
      registerForeignBackend('rn-webgl', 'webgl');
      break;
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu');
      tf.env().set('WEBGPU_CPU_FORWARD', false);
      break;
  }
  register();
  const standIns: Record<string, string> = {
    interpreted: 'cpu',
    fused: 'wasm',
    small: 'wasm',
    'small-cpu': 'cpu',
    native: 'tensorflow',
    webgl1: 'webgl',
    unpacked: 'webgl',
  };
  const backend = standIns[BACKEND] ?? BACKEND;
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start`);
  await tf.ready();
  if (BACKEND === 'native') Object.assign(tf.backend(), { isGPUPackage: true });
});

function forbidWebAssembly(): void {
  globalThis.WebAssembly = {
    Module: class {
      constructor() {
        throw new Error('Refused to compile: WebAssembly is forbidden here');
      }
    },
  } as unknown as typeof WebAssembly;
}

/** Registers a backend and its kernels under another name, as React Native does with webgl. */
function registerForeignBackend(name: string, original: string): void {
  tf.registerBackend(name, () => tf.findBackendFactory(original)() as tf.KernelBackend);
  for (const kernel of tf.getKernelsForBackend(original)) {
    tf.registerKernel({ ...kernel, backendName: name });
  }
}
