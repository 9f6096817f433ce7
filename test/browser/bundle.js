import { fileURLToPath } from 'node:url';
import { nodeModulesPolyfillPlugin } from 'esbuild-plugins-node-modules-polyfill';
import { bundleForPage } from '../../scripts/bundle.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What jest's own modules import and a page does not have. */
const STAND_INS = {
  'node:async_hooks': here('stand_ins/async_hooks.js'),
  '@jest/expect': here('stand_ins/expect.js'),
  'graceful-fs': here('stand_ins/files.js'),
};

const standIns = {
  name: 'stand-ins',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path }) =>
      Object.hasOwn(STAND_INS, path) ? { path: STAND_INS[path] } : undefined,
    );
  },
};

/** Bundles tests, and jest's framework with them; else as `bundleForPage`. */
export function bundle(entries) {
  return bundleForPage(entries, {
    // The package says that its modules have no effects: a test that imports another one's would lose it.
    ignoreAnnotations: true,
    define: { 'require.resolve': 'String', __dirname: '"/"', __filename: '"/"' },
    plugins: [standIns, nodeModulesPolyfillPlugin({ globals: { process: true, Buffer: true } })],
  });
}
