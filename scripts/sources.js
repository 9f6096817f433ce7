import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What is built from which sources; the record says from what it was built.
 *
 * @typedef {{ sources: readonly string[], record: string }} Target
 */

const COMMON = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** @type {Target} */
export const PACKAGE = { sources: ['src', 'scripts', ...COMMON], record: 'dist/sources.txt' };

/** @type {Target} */
export const SITE = {
  sources: [
    ...['site', 'docs', 'bench', 'playground', 'src', 'scripts'],
    ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'typedoc.json', ...COMMON],
  ],
  record: 'site/dist/sources.txt',
};

/** What tools make, where there are sources beside it. */
const MADE = /(^|\/)(dist|cache|peers)$|^docs\/api$/;

/**
 * Whether something is built from the sources as they are now.
 *
 * @param {Target} target
 * @param {string} [options] What else it was built with.
 */
export function isBuilt({ sources, record }, options = '') {
  const path = join(root, record);
  return existsSync(path) && readFileSync(path, 'utf8') === digest(sources, options);
}

/**
 * Says that it is.
 *
 * @param {Target} target
 * @param {string} [options]
 */
export function recordBuild({ sources, record }, options = '') {
  writeFileSync(join(root, record), digest(sources, options));
}

function digest(sources, options) {
  const hash = createHash('sha256').update(options);
  for (const path of sources.flatMap(filesIn)) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  return `${hash.digest('hex')}\n`;
}

function filesIn(source) {
  if (MADE.test(source)) return [];
  if (!statSync(join(root, source)).isDirectory()) return [source];
  return readdirSync(join(root, source))
    .sort()
    .flatMap((name) => filesIn(`${source}/${name}`));
}
