import * as tf from '@tensorflow/tfjs';

/** Node has Relaxed SIMD from version 22 on, and before that behind a flag. */
const RELAXED_SIMD = '--experimental-wasm-relaxed-simd';
const hasFlag = Number(process.versions.node.split('.')[0]) < 22;

/** What is measured, each in a process of its own, with the flags of that process. */
export const backends = {
  cpu: [],
  wasm: [],
  'wasm, relaxed SIMD': [RELAXED_SIMD],
  tensorflow: [],
} as const satisfies Record<string, readonly string[]>;

export type BackendName = keyof typeof backends;

/** All of them that differ here. */
export const backendNames = (Object.keys(backends) as BackendName[]).filter(
  (name) => hasFlag || !(backends[name] as readonly string[]).includes(RELAXED_SIMD),
);

/** Starts a backend in this process. These have computed a result when the call returns. */
export async function startBackend(name: BackendName): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  tf.env().set('PROD', true);
  const tfjsName = name.startsWith('wasm') ? 'wasm' : name;
  if (tfjsName === 'tensorflow') await import('@tensorflow/tfjs-node');
  if (tfjsName === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(tfjsName))) throw new Error(`The backend ${tfjsName} does not start`);
}
