import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes of the built package with what it depends on besides tfjs: one file, minified, gzipped. */
export async function bundleBytes(): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../dist/esm/index.js', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['@tensorflow/tfjs'],
    write: false,
  });
  return gzipSync(outputFiles[0].contents).length;
}
