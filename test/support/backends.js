import { spawnSync } from 'node:child_process';

/**
 * What the suite runs on, once each. Besides tfjs's own backends, three that stand for others:
 * `interpreted` is the cpu backend where WebAssembly is forbidden, `composed` is a backend that this
 * package has no kernel for, and `fused` is the wasm backend where WebAssembly has Relaxed SIMD, as
 * in browsers and from Node 22 on.
 */
export const backends = ['cpu', 'interpreted', 'composed', 'wasm', 'fused', 'tensorflow'];

/** The backends that cannot run here, each with the reason. */
export function missingBackends() {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=commonjs', '--eval', "require('@tensorflow/tfjs-node')"],
    { encoding: 'utf8' },
  );
  if (status === 0) return {};
  const reason = stderr.split('\n').find((line) => /Error/.test(line)) ?? `exit status ${status}`;
  return { tensorflow: `@tensorflow/tfjs-node does not load: ${reason.trim()}` };
}
