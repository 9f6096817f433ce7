import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

// The entry points /core, /webgl, … import @tensorflow/tfjs-core and @tensorflow/tfjs-layers, because their users do
// not want all the backends of the union package @tensorflow/tfjs. The main entry point, /fuse and /keras import the
// union package.

const UNION = '@tensorflow/tfjs';

/** The packages that replace the union package. */
const PARTS = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];

const TF = {
  esm: PARTS.map((part) => `export * from '${part}';\n`).join(''),
  cjs: `Object.defineProperty(exports, '__esModule', { value: true });
${PARTS.map((part) => `Object.assign(exports, require('${part}'));\n`).join('')}`,
};

/** The names of the modules that a file imports, in JavaScript of either format and in declarations. */
const IMPORTED =
  /(?<=\b(?:from|import|require)[ (]*(['"]))(?:\.{1,2}\/[^'"]+|@tensorflow\/tfjs)(?=\1)/g;

/**
 * Writes the modules that the entry points except the main one, /fuse and /keras need into `custom/` of a built
 * folder. A module that depends on tfjs is copied, with the module `tf.js` in place of the union package. The other
 * modules are shared.
 *
 * @param {string} folder The folder of the built files.
 * @param {keyof typeof TF} format
 */
export function buildCustom(folder, format) {
  const backends = readdirSync(join(folder, 'backends'))
    .map((name) => `backends/${name}/index`)
    .filter((path) => existsSync(join(folder, `${path}.js`)));
  const entries = ['core', ...backends];
  const files = { 'tf.js': TF[format], 'tf.d.ts': TF.esm };
  for (const ending of ['.js', '.d.ts']) {
    const modules = readModules(folder, entries, ending);
    const doubled = thatNeedTfjs(modules, entries);
    for (const path of doubled) files[path + ending] = inCustom(path, modules, doubled);
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'custom', posix.dirname(path)), { recursive: true });
    writeFileSync(join(folder, 'custom', path), text);
  }
}

/** All modules that the entries import, directly or indirectly, by their paths without the extension. */
function readModules(folder, entries, ending) {
  const modules = new Map();
  const visit = (path) => {
    if (path === UNION || modules.has(path)) return;
    const text = readFileSync(join(folder, path + ending), 'utf8');
    const imports = (text.match(IMPORTED) ?? []).map((name) => moduleOf(path, name));
    modules.set(path, { text, imports });
    imports.forEach(visit);
  };
  entries.forEach(visit);
  return modules;
}

/** The path of a module, from the name under which another module imports it. */
function moduleOf(path, name) {
  if (name === UNION) return UNION;
  return posix.join(posix.dirname(path), name).replace(/\.js$/, '');
}

/** The entries, and the modules that import tfjs directly or indirectly. */
function thatNeedTfjs(modules, entries) {
  const found = new Set([UNION]);
  let before;
  do {
    before = found.size;
    for (const [path, { imports }] of modules) {
      if (imports.some((each) => found.has(each))) found.add(path);
    }
  } while (found.size > before);
  found.delete(UNION);
  return new Set([...entries, ...found]);
}

/** The text of a module in `custom/`. */
function inCustom(path, modules, doubled) {
  const folder = posix.join('custom', posix.dirname(path));
  const relative = (to) => {
    const name = posix.relative(folder, to);
    return name.startsWith('.') ? name : `./${name}`;
  };
  return modules
    .get(path)
    .text.replaceAll(IMPORTED, (name) => {
      const imported = moduleOf(path, name);
      if (imported === UNION) return relative('custom/tf.js');
      return doubled.has(imported) ? name : relative(`${imported}.js`);
    })
    .replace(/(?<=^\/\/# sourceMappingURL=).*/m, () => relative(`${path}.js.map`));
}
