import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The backends that are not bundled for pages. Programs that need them import them separately. */
const ONLY_IN_NODE = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm'];

/**
 * Bundles modules for a page. Shared code is in a common file, so that tfjs is included only once.
 *
 * @param entries Paths from the root of the repository.
 * @param options Further options for esbuild.
 * @returns The text of each file by its path; the path of an entry ends in `.js`.
 */
export async function bundleForPage(entries, options = {}) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: entries,
    bundle: true,
    splitting: true,
    format: 'esm',
    outbase: '.',
    outdir: '/',
    write: false,
    logLevel: 'error',
    // Bundles the ES modules of packages, not their scripts for Node.
    mainFields: ['browser', 'module', 'main'],
    external: ONLY_IN_NODE,
    ...options,
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}
