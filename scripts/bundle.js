import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The backends that no page has; they are imported where they are wanted. */
const ONLY_IN_NODE = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm'];

/**
 * Bundles modules for a page. What they share is one file, so tfjs is there once.
 *
 * @param entries Paths from the root of the repository.
 * @param options What esbuild is told besides.
 * @returns The text of each file by its path; that of an entry is its own path with `.js`.
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
    // Bundled as the modules that they are, not as the scripts for Node.
    mainFields: ['browser', 'module', 'main'],
    external: ONLY_IN_NODE,
    ...options,
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}
