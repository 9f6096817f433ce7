import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeModulesPolyfillPlugin } from 'esbuild-plugins-node-modules-polyfill';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here('../..');

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

/** The backends that no page has; the suite imports them where it runs on them. */
const ONLY_IN_NODE = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm'];

/**
 * Bundles modules for a page. What they share is one file, so tfjs is there once.
 *
 * @param entries Paths from the root of the repository.
 * @returns The text of each file by its path; that of an entry is its own path with `.js`.
 */
export async function bundle(entries) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    bundle: true,
    splitting: true,
    format: 'esm',
    outbase: '.',
    outdir: '/',
    write: false,
    logLevel: 'error',
    // Bundled as the modules that they are, not as the scripts for Node.
    mainFields: ['browser', 'module', 'main'],
    define: { 'require.resolve': 'String', __dirname: '"/"', __filename: '"/"' },
    external: ONLY_IN_NODE,
    plugins: [standIns, nodeModulesPolyfillPlugin({ globals: { process: true, Buffer: true } })],
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}
