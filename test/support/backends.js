import { spawnSync } from 'node:child_process';

/**
 * What the suite runs on, once each. Besides tfjs's own backends, four that stand for others:
 * `interpreted` is the cpu backend where WebAssembly is forbidden, `composed` is a backend that this
 * package has no kernel for, `fused` is the wasm backend where WebAssembly has Relaxed SIMD, as in
 * browsers and from Node 22 on, and `native` is the tensorflow backend with all tensors left to
 * TensorFlow's ops, as if they were on a graphics card.
 */
export const backends = ['cpu', 'interpreted', 'composed', 'wasm', 'fused', 'tensorflow', 'native'];

/** The backends that cannot run here, each with the reason. */
export function missingBackends() {
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
