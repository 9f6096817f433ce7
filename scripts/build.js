// Builds the package from the same sources as ES modules and as CommonJS, each with types, as a single file for a
// script tag, and as the Python module with its activations. Does nothing if the build is up to date.

import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';
import { buildCustom } from './build_custom.js';
import { isBuilt, PACKAGE, recordBuild } from './sources.js';

/** The name of the global variable if the package is loaded with a script tag. */
const GLOBAL = 'advancedActivations';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const execute = promisify(execFile);

async function compile(...options) {
  const program = [compiler, '--project', 'tsconfig.build.json', ...options];
  await execute(process.execPath, program, { cwd: root }).catch(({ stdout, stderr }) => {
    console.error(stdout + stderr);
    process.exit(1);
  });
}

/**
 * tfjs is the global variable `tf`, which its own script tag has defined. The bundler would copy a namespace in each
 * module that imports it, so they import a default instead.
 */
const tfjsIsGlobal = {
  name: 'tfjs-is-global',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /esm.*\.js$/ }, async ({ path }) => {
      const module = await readFile(path, 'utf8');
      return {
        contents: module.replace(
          "import * as tf from '@tensorflow/tfjs'",
          "import tf from '@tensorflow/tfjs'",
        ),
      };
    });
    onResolve({ filter: /^@tensorflow\/tfjs$/ }, () => ({ path: 'tf', namespace: 'global' }));
    onLoad({ filter: /^/, namespace: 'global' }, () => ({
      contents: `
        if (globalThis.tf?.layers === undefined) {
          throw new Error('tfjs-advanced-activations needs TensorFlow.js. Expected: its script tag before this one');
        }
        export default globalThis.tf;`,
    }));
  },
};

if (isBuilt(PACKAGE)) process.exit();

rmSync(`${root}dist`, { recursive: true, force: true });
await Promise.all([
  compile(),
  compile('--outDir', 'dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler'),
]);
mkdirSync(`${root}dist/cjs`, { recursive: true });
// The package has the type "module", but this part is CommonJS.
writeFileSync(`${root}dist/cjs/package.json`, '{ "type": "commonjs" }\n');
const { documentTypes } = await tsImport('./document_types.ts', import.meta.url);
for (const format of ['esm', 'cjs']) {
  documentTypes(`${root}dist/${format}`);
  buildCustom(`${root}dist/${format}`, format);
}
await build({
  absWorkingDir: root,
  entryPoints: ['dist/esm/index.js'],
  outfile: 'dist/tfjs-advanced-activations.min.js',
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: GLOBAL,
  target: 'es2022',
  plugins: [tfjsIsGlobal],
  logLevel: 'warning',
});
// For TypeScript in a page of script tags.
for (const format of ['esm', 'cjs']) {
  appendFileSync(`${root}dist/${format}/index.d.ts`, `export as namespace ${GLOBAL};\n`);
}

const { kerasModule } = await tsImport('./keras/module.ts', import.meta.url);
mkdirSync(`${root}dist/python`);
writeFileSync(`${root}dist/python/tfjs_advanced_activations.py`, kerasModule());
recordBuild(PACKAGE);
