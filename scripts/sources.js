import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The sources of a build. The record says from which sources it was built.
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

/** Generated folders that are inside folders of sources. */
const MADE = /(^|\/)(dist|cache|peers)$|^docs\/api$/;

/**
 * Whether the build is up to date with the sources.
 *
 * @param {Target} target
 * @param {string} [options] Other inputs of the build.
 */
export function isBuilt({ sources, record }, options = '') {
  const path = join(root, record);
  return existsSync(path) && readFileSync(path, 'utf8') === digest(sources, options);
}

/**
 * Records that the build is up to date.
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
