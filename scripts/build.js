// Builds the package twice from the same sources: ES modules and CommonJS, each with its own types.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

function compile(...options) {
  execFileSync(process.execPath, [compiler, '--project', 'tsconfig.build.json', ...options], {
    cwd: root,
    stdio: 'inherit',
  });
}

rmSync(`${root}dist`, { recursive: true, force: true });
compile();
compile('--outDir', 'dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler');
mkdirSync(`${root}dist/cjs`, { recursive: true });
// The package is of type "module"; this part of it is not.
writeFileSync(`${root}dist/cjs/package.json`, '{ "type": "commonjs" }\n');
