import { spawnSync } from 'node:child_process';
import { findBrowser } from '../../scripts/setup/browser.js';

/**
 * What the suite runs on in Node, once each. Besides tfjs's own backends, some that stand for others:
 * `interpreted` is the cpu backend where WebAssembly is forbidden, `composed` is a backend that this
 * package has no kernel for, `fused` is the wasm backend where WebAssembly has Relaxed SIMD, as in
 * browsers and from Node 22 on, `small` and `small-cpu` are the wasm and the cpu backend where WebAssembly takes
 * no module of more than 4 KB, and `native` is the tensorflow backend with all tensors left to
 * TensorFlow's ops, as if they were on a graphics card.
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
 * What it runs on in a browser. `webgl1` is the webgl backend on WebGL 1, `unpacked` is that backend
 * with one number a texel, and `rn-webgl` is it under the name that React Native gives it.
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
