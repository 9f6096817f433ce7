import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the package is built from, and by. */
const SOURCES = [
  'src',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** Where it stands what the package was built from. It is not published. */
const RECORD = join(root, 'dist/sources.txt');

/** Whether `dist/` is built from the sources as they are now. */
export function isBuilt() {
  return existsSync(RECORD) && readFileSync(RECORD, 'utf8') === digest();
}

/** Says that it is. */
export function recordBuild() {
  writeFileSync(RECORD, digest());
}

function digest() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesIn)) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  return `${hash.digest('hex')}\n`;
}

function filesIn(source) {
  if (/\.json$/.test(source)) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath ?? each.path, each.name).slice(root.length))
    .sort();
}
