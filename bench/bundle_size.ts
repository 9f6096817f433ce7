import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The parts of the built package by their names in package.json, with their sizes in bytes. */
export type Sizes = Readonly<Record<string, number>>;

/** The sizes that `npm run size` shows: bundled without tfjs, minified and gzipped. */
export function bundleSizes(): Sizes {
  const { stdout } = spawnSync('npx', ['--no-install', 'size-limit', '--json'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  });
  const parts: readonly { name: string; size: number }[] = JSON.parse(stdout);
  return Object.fromEntries(parts.map(({ name, size }) => [name, size]));
}
