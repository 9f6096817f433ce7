import * as tf from '@tensorflow/tfjs';
import { register } from '../../src/index.js';

declare global {
  /** The entry of `backends` that this run of the suite is on. */
  var BACKEND: string;
}

tf.env().set('PROD', true); // No advertisement of tfjs-node.

/** Puts the backend of this run in place, before the tests of a file. */
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
    case 'interpreted':
      forbidWebAssembly();
      break;
    case 'composed':
      registerForeignBackend();
      break;
  }
  register();
  const standIns: Record<string, string> = {
    interpreted: 'cpu',
    fused: 'wasm',
    native: 'tensorflow',
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

/** The cpu backend and its kernels under a name that this package does not know. */
function registerForeignBackend(): void {
  tf.registerBackend('composed', () => tf.findBackendFactory('cpu')() as tf.KernelBackend);
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    if (!/^Adv/.test(kernel.kernelName)) {
      tf.registerKernel({ ...kernel, backendName: 'composed' });
    }
  }
}
