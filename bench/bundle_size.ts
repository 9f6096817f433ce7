import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What of the built package is measured, by its name in package.json, and how many bytes it has. */
export type Sizes = Readonly<Record<string, number>>;

/** The sizes that `npm run size` shows: bundled without tfjs, minified, gzipped. */
export function bundleSizes(): Sizes {
  const { stdout } = spawnSync('npx', ['--no-install', 'size-limit', '--json'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  });
  const parts: readonly { name: string; size: number }[] = JSON.parse(stdout);
  return Object.fromEntries(parts.map(({ name, size }) => [name, size]));
}
