import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testInBrowser } from '../support/test_in_browser.js';

// What is tested here is the file that npm would publish, installed in a project of its own.

const NAME = 'tfjs-advanced-activations';
const root = join(__dirname, '../..');

let scratch: string;
let tarball: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'packed-'));
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', scratch], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  tarball = join(scratch, filename);
}, 60000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A project with the packed package in it, and what that needs; with tfjs of another folder if one is named. */
function project(name: string, tfjs = '@tensorflow/tfjs'): string {
  const folder = join(scratch, name);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, NAME), { recursive: true });
  execFileSync('tar', ['xzf', tarball, '--strip-components', '1', '-C', join(modules, NAME)]);
  const installed = join(root, 'node_modules');
  const links = {
    '@tensorflow/tfjs': tfjs,
    ...Object.fromEntries(
      ['jsep', 'fflate', 'jsfive', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']
        .concat('@tensorflow/tfjs-backend-cpu')
        .map((each) => [each, each]),
    ),
  };
  for (const [link, target] of Object.entries(links)) {
    mkdirSync(dirname(join(modules, link)), { recursive: true });
    symlinkSync(join(installed, target), join(modules, link));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync(join(root, 'test/support/smoke.mjs'), join(folder, 'smoke.mjs'));
  return folder;
}

/** What a program prints last. */
function run(folder: string, file: string): string {
  const output = execFileSync(process.execPath, [file], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.trim().split('\n').at(-1) as string;
}

const RESULT = `
  import * as tf from '@tensorflow/tfjs';
  import * as taa from '${NAME}';
  import { smoke } from './smoke.mjs';
  const result = smoke(tf, taa);`;

const PROGRAM = `${RESULT} result.then((value) => console.log(JSON.stringify(value)));`;

function expectSmoke(printed: string): void {
  const { difference, mish, ...rest } = JSON.parse(printed);
  expect(rest).toEqual({
    classes: 'Dense,PReLU,LeakyReLU,Formula,Mish,Softmax',
    trained: 4,
  });
  expect(difference).toBe(0);
  expect(mish).toBeCloseTo(Math.tanh(Math.log1p(Math.exp(1))), 6);
}

test('publint finds no fault in it, nor does arethetypeswrong', () => {
  const check = (tool: string, ...args: string[]) =>
    execFileSync('npx', ['--no-install', tool, tarball, ...args], { cwd: root, encoding: 'utf8' });
  expect(check('publint', '--strict')).toContain('All good');
  expect(check('attw')).toContain('No problems found');
}, 60000);

test('npm publishes it as it stands, and corrects nothing', () => {
  const { status, stderr } = npmPublish();
  expect(status).toBe(0);
  expect(stderr).not.toMatch(/corrected|invalid|removed/);
}, 60000);

function npmPublish(): { status: number; stderr: string } {
  const script = `npm publish --dry-run --ignore-scripts 2>&1 >/dev/null; echo "status $?" >&2`;
  const output = execFileSync('sh', ['-c', `(${script}) 2>&1`], { cwd: root, encoding: 'utf8' });
  return { status: Number(/status (\d+)/.exec(output)?.[1]), stderr: output };
}

test('no entry point is larger than its limit in package.json, minified and gzipped, without tfjs', () => {
  const output = execFileSync('npx', ['--no-install', 'size-limit', '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  const parts: { name: string; passed: boolean }[] = JSON.parse(output);
  const { 'size-limit': limits } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(parts).toEqual(
    limits.map(({ name }: { name: string }) => expect.objectContaining({ name, passed: true })),
  );
}, 60000);

test('as a script without tfjs it says that the script of tfjs comes first', () => {
  const folder = project('script');
  const script = `node_modules/${NAME}/dist/tfjs-advanced-activations.min.js`;
  cpSync(join(folder, script), join(folder, 'script.cjs'));
  writeFileSync(
    join(folder, 'main.cjs'),
    "try { require('./script.cjs'); } catch ({ message }) { console.log(message); }",
  );
  expect(run(folder, 'main.cjs')).toMatch(/needs TensorFlow.js. Expected: its script tag before/);
});

test('in TypeScript for a page of script tags the global advancedActivations has the types of the package', () => {
  const folder = project('script-types');
  writeFileSync(
    join(folder, 'page.ts'),
    `/// <reference types="${NAME}" />
    advancedActivations.layers.leakyReLU({ alpha: 0.1 });
    // @ts-expect-error
    advancedActivations.layers.leakyReLU({ alpha: 'much' });`,
  );
  const options = '--noEmit --strict --skipLibCheck --target ES2022 --ignoreConfig --types node';
  const resolution = '--module ESNext --moduleResolution Bundler page.ts';
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  const args = [tsc, ...options.split(' '), ...resolution.split(' ')];
  expect(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })).toBe('');
});

test('CHANGELOG.md begins with this version', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [, newest] = /^## (\S+)/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect(newest).toBe(version);
});

test('it holds what it says it holds, and neither tests nor scripts', () => {
  const folder = join(project('files'), 'node_modules', NAME);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = [manifest.main, manifest.module, manifest.types, manifest.unpkg]
    .concat(Object.values(manifest.bin), 'README.md', 'LICENSE', 'CHANGELOG.md')
    .concat('python/tfjs_advanced_activations.py');
  for (const file of named) expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
  for (const file of ['src', 'test', 'scripts', 'playground', 'bench', 'dist/playground']) {
    expect([file, existsSync(join(folder, file))]).toEqual([file, false]);
  }
});

test.each([
  ['tfjs 4.22', '@tensorflow/tfjs'],
  ['tfjs 4.0', 'tfjs-4.0'],
])(
  'with %s, imported as an ES module and required as CommonJS, it trains, saves and loads',
  (name, tfjs) => {
    const folder = project(name.replace(' ', '-'), tfjs);
    writeFileSync(join(folder, 'main.mjs'), PROGRAM);
    expectSmoke(run(folder, 'main.mjs'));
    writeFileSync(
      join(folder, 'main.cjs'),
      `const tf = require('@tensorflow/tfjs');
    const taa = require('${NAME}');
    import('./smoke.mjs')
      .then(({ smoke }) => smoke(tf, taa))
      .then((result) => console.log(JSON.stringify(result)));`,
    );
    expectSmoke(run(folder, 'main.cjs'));
  },
  60000,
);

/** How each bundler makes `bundle.mjs` of `main.mjs`, minified, tfjs left out; in the project's folder. */
const bundlers: Readonly<Record<string, string>> = {
  esbuild: `
    import { build } from 'esbuild';
    await build({
      entryPoints: ['main.mjs'], outfile: 'bundle.mjs', bundle: true, minify: true, format: 'esm',
      external: ['@tensorflow/tfjs'],
    });`,
  Rollup: `
    import commonjs from '@rollup/plugin-commonjs';
    import resolve from '@rollup/plugin-node-resolve';
    import { rollup } from 'rollup';
    const bundle = await rollup({
      input: 'main.mjs', plugins: [resolve(), commonjs()], external: ['@tensorflow/tfjs'],
    });
    await bundle.write({ file: 'bundle.mjs', format: 'es' });`,
  webpack: `
    import webpack from 'webpack';
    const stats = await new Promise((resolve, reject) => {
      webpack({
        context: process.cwd(), mode: 'production', target: 'es2022', entry: './main.mjs',
        experiments: { outputModule: true }, externalsType: 'module',
        externals: { '@tensorflow/tfjs': '@tensorflow/tfjs' },
        output: { path: process.cwd(), filename: 'bundle.mjs', module: true },
      }, (error, stats) => error ? reject(error) : resolve(stats));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());`,
  Vite: `
    import { build } from 'vite';
    await build({
      configFile: false, logLevel: 'error', build: {
        outDir: '.', emptyOutDir: false, minify: true,
        lib: { entry: 'main.mjs', formats: ['es'], fileName: () => 'bundle.mjs' },
        rollupOptions: { external: ['@tensorflow/tfjs'] },
      },
    });`,
};

/** Runs a bundler of this repository in the folder of a project. */
function bundle(folder: string, program: string): void {
  const from = join(scratch, 'bundle.mjs');
  if (!existsSync(join(scratch, 'node_modules'))) {
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  }
  writeFileSync(from, program);
  execFileSync(process.execPath, [from], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

test.each(Object.entries(bundlers))(
  'bundled by %s it trains, saves and loads, and its classes keep their names',
  (name, program) => {
    const folder = project(name);
    writeFileSync(join(folder, 'main.mjs'), PROGRAM);
    bundle(folder, program);
    expect(readFileSync(join(folder, 'bundle.mjs'), 'utf8')).not.toContain(`from"${NAME}"`);
    rmSync(join(folder, 'node_modules', NAME), { recursive: true });
    expectSmoke(run(folder, 'bundle.mjs'));
  },
  60000,
);

test('a bundler can put core and layers in the place of the union package', () => {
  const folder = project('without-union');
  rmSync(join(folder, 'node_modules/@tensorflow/tfjs'));
  writeFileSync(
    join(folder, 'tf.mjs'),
    `import '@tensorflow/tfjs-backend-cpu';
    export * from '@tensorflow/tfjs-core';
    export * from '@tensorflow/tfjs-layers';`,
  );
  writeFileSync(join(folder, 'main.mjs'), PROGRAM);
  bundle(
    folder,
    `import { build } from 'esbuild';
    await build({
      entryPoints: ['main.mjs'], outfile: 'bundle.cjs', bundle: true, minify: true, format: 'cjs',
      alias: { '@tensorflow/tfjs': './tf.mjs' }, platform: 'node', mainFields: ['module', 'main'],
    });`,
  );
  expectSmoke(run(folder, 'bundle.cjs'));
}, 60000);

testInBrowser(
  'in an app of Vite, whole and minified, it works in the page and in a Web Worker',
  () => {
    const folder = project('app');
    const files = {
      'index.html':
        '<!doctype html><title>App</title><script type="module" src="page.js"></script>',
      'page.js': `${RESULT}
      const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
      worker.onmessage = async ({ data }) => { globalThis.results = [await result, data]; };`,
      'worker.js': `${RESULT} result.then((value) => postMessage(value));`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    bundle(
      folder,
      `import { build } from 'vite';
    await build({ configFile: false, logLevel: 'error', worker: { format: 'es' } });`,
    );
    const program = `
    import { launchBrowser } from '${root}/scripts/browser.js';
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.route('http://localhost/**', (route) => {
      const { pathname } = new URL(route.request().url());
      return route.fulfill({ path: 'dist' + (pathname === '/' ? '/index.html' : pathname) });
    });
    await page.goto('http://localhost/');
    await page.waitForFunction('globalThis.results');
    console.log(JSON.stringify(await page.evaluate('results')));
    await browser.close();`;
    writeFileSync(join(folder, 'visit.mjs'), program);
    const results: object[] = JSON.parse(run(folder, 'visit.mjs'));
    expect(results.length).toBe(2);
    for (const result of results) expectSmoke(JSON.stringify(result));
  },
  60000,
);
