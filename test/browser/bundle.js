import { fileURLToPath } from 'node:url';
import { nodeModulesPolyfillPlugin } from 'esbuild-plugins-node-modules-polyfill';
import { bundleForPage } from '../../scripts/bundle.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Modules that jest imports and that do not exist in a page. */
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

/** Bundles tests together with jest's framework, otherwise as `bundleForPage`. */
export function bundle(entries) {
  return bundleForPage(entries, {
    // package.json declares that the modules have no side effects: a test that imports another module for its effects
    // would lose them.
    ignoreAnnotations: true,
    define: { 'require.resolve': 'String', __dirname: '"/"', __filename: '"/"' },
    plugins: [standIns, nodeModulesPolyfillPlugin({ globals: { process: true, Buffer: true } })],
  });
}
