import { spawnSync } from 'node:child_process';
import { findBrowser } from '../../scripts/setup/browser.js';

/**
 * The backends on which the suite runs in Node. Some simulate other environments: `interpreted` is the cpu backend
 * where WebAssembly is forbidden, `composed` is a backend for which this package has no kernels, `fused` is the wasm
 * backend with Relaxed SIMD, as in browsers and from Node 22 on, `small` and `small-cpu` are the wasm and the cpu
 * backend where WebAssembly refuses modules of more than 4 KB, and `native` is the tensorflow backend with all
 * tensors computed by TensorFlow's ops, as on a graphics card.
 */
export const backends = [
  'cpu',
  'interpreted',
  'composed',
  'wasm',
  'fused',
  'small',
  'small-cpu',
  'tensorflow',
  'native',
];

/**
 * The backends on which the suite runs in a browser. `webgl1` is the webgl backend on WebGL 1, `unpacked` is the
 * webgl backend with one number per texel, and `rn-webgl` is the webgl backend under the name that React Native gives
 * it.
 */
export const browserBackends = ['webgl', 'webgl1', 'unpacked', 'rn-webgl', 'webgpu'];

/** The backends that cannot run here, each with the reason. */
export async function missingBackends() {
  return { ...missingNative(), ...(await missingBrowser()) };
}

function missingNative() {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=commonjs', '--eval', "require('@tensorflow/tfjs-node')"],
    { encoding: 'utf8' },
  );
  if (status === 0) return {};
  const reason = stderr.split('\n').find((line) => /Error/.test(line)) ?? `exit status ${status}`;
  const missing = `@tensorflow/tfjs-node does not load: ${reason.trim()}`;
  return { tensorflow: missing, native: missing };
}

async function missingBrowser() {
  const reason = await findBrowser().then(
    (path) => (path === undefined ? 'No browser is installed.' : undefined),
    (error) => error.message,
  );
  if (reason === undefined) return {};
  return Object.fromEntries(browserBackends.map((backend) => [backend, reason]));
}
