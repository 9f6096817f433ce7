import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bundlers } from '../support/bundlers.js';
import {
  expectSmoke,
  manifest,
  NAME,
  packBeforeAll,
  project,
  root,
  run,
  runWithTools,
  tarball,
} from '../support/packed.js';
import { linksOf } from '../support/pages.js';
import { testInBrowser } from '../support/test_in_browser.js';

// These tests install the file that npm would publish in separate projects.

packBeforeAll();

const TFJS = ['@tensorflow/tfjs'];

const RESULT = `
  import * as tf from '@tensorflow/tfjs';
  import * as taa from '${NAME}';
  import { smoke } from './smoke.mjs';
  const result = smoke(tf, taa);`;

const PROGRAM = `${RESULT} result.then((value) => console.log(JSON.stringify(value)));`;

test('publint and arethetypeswrong report no problems', () => {
  const check = (tool: string, ...args: string[]) =>
    execFileSync('npx', ['--no-install', tool, tarball, ...args], { cwd: root, encoding: 'utf8' });
  expect(check('publint', '--strict')).toContain('All good');
  expect(check('attw')).toContain('No problems found');
}, 60000);

test('npm publishes it without corrections', () => {
  const { status, stderr } = npmPublish();
  expect(status).toBe(0);
  expect(stderr).not.toMatch(/corrected|invalid|removed/);
}, 60000);

function npmPublish(): { status: number; stderr: string } {
  const script = `npm publish --dry-run --ignore-scripts 2>&1 >/dev/null; echo "status $?" >&2`;
  const output = execFileSync('sh', ['-c', `(${script}) 2>&1`], { cwd: root, encoding: 'utf8' });
  return { status: Number(/status (\d+)/.exec(output)?.[1]), stderr: output };
}

test('no entry point exceeds its size limit in package.json, minified and gzipped, without tfjs', () => {
  const output = execFileSync('npx', ['--no-install', 'size-limit', '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  const parts: { name: string; passed: boolean }[] = JSON.parse(output);
  expect(parts).toEqual(
    manifest['size-limit'].map(({ name }: { name: string }) =>
      expect.objectContaining({ name, passed: true }),
    ),
  );
}, 60000);

test('docs/backends.md gives these limits, and README.md gives the first of them', () => {
  const [readme, page] = ['README.md', 'docs/backends.md'].map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const limits = manifest['size-limit'].flatMap(
    ({ name, limit }: { name: string; limit: string }) =>
      name.startsWith(NAME) ? [[name.replace('/core and ', ''), limit]] : [],
  );
  const rows = [...page.matchAll(/^\| `(tfjs-advanced-activations[\w/]*)` \|.* (\d+) \|$/gm)];
  expect(rows.map(([, name, kilobytes]) => [name, `${kilobytes} kB`])).toEqual(limits);
  expect(readme).toContain(`main import is ${limits[0][1]}.`);
});

test('as a script without tfjs it throws an error that says to load the script of tfjs first', async () => {
  const folder = project('script', TFJS);
  const script = `node_modules/${NAME}/dist/tfjs-advanced-activations.min.js`;
  cpSync(join(folder, script), join(folder, 'script.cjs'));
  writeFileSync(
    join(folder, 'main.cjs'),
    "try { require('./script.cjs'); } catch ({ message }) { console.log(message); }",
  );
  expect(await run(folder, 'main.cjs')).toMatch(
    /needs TensorFlow.js. Expected: its script tag before/,
  );
});

test('in TypeScript, for a page of script tags, the global variable advancedActivations has the types of the package', async () => {
  const folder = project('script-types', TFJS);
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
  expect(await runInNode(args, { cwd: folder })).toBe('');
}, 60000);

test('without tfjs, npx tfjs-advanced-activations check says how to run it with tfjs', async () => {
  const folder = project('without-tfjs', []);
  const bin = join('node_modules', NAME, manifest.bin[NAME]);
  await expect(runInNode([bin, 'check', 'model.keras'], { cwd: folder })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`npx -p @tensorflow/tfjs -p ${NAME} ${NAME} check model.keras`),
  });
}, 60000);

test('CHANGELOG.md begins with this version', () => {
  const [, newest] = /^## (\S+)/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect(newest).toBe(manifest.version);
});

test('all of its source maps exist', () => {
  const dist = join(project('maps', []), 'node_modules', NAME, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  const missing = files.filter((file) => {
    if (!/^(?:esm|cjs)\b.*\.js$/.test(file)) return false;
    const [, map] =
      /^\/\/# sourceMappingURL=(.*)/m.exec(readFileSync(join(dist, file), 'utf8')) ?? [];
    return map !== undefined && !existsSync(join(dist, dirname(file), map));
  });
  expect(missing).toEqual([]);
});

test('it contains the published files, and neither tests nor scripts', () => {
  const folder = join(project('files', []), 'node_modules', NAME);
  const page = readFileSync(join(folder, 'docs/keras.md'), 'utf8');
  const [, python] = /node_modules\/[^/]+\/([^`]+\.py)/.exec(page) as RegExpExecArray;
  const named = [manifest.main, manifest.module, manifest.types, manifest.unpkg]
    .concat(Object.values<string>(manifest.bin), 'README.md', 'LICENSE', 'CHANGELOG.md')
    .concat(python);
  for (const file of named) expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
  for (const file of ['src', 'test', 'scripts', 'playground', 'bench/models', 'dist/playground']) {
    expect([file, existsSync(join(folder, file))]).toEqual([file, false]);
  }
});

test('it contains the files that its pages link to or show', () => {
  const folder = join(project('pages', []), 'node_modules', NAME);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const pages = files.filter((file) => file.endsWith('.md'));
  expect(pages.length).toBeGreaterThan(70);
  const missing = pages.flatMap((page) =>
    linksOf(join(folder, page))
      .filter((target) => !existsSync(join(folder, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(missing).toEqual([]);
});

test.each([
  ['tfjs 4.22', '@tensorflow/tfjs'],
  ['tfjs 4.0', 'tfjs-4.0'],
])(
  'with %s, imported as an ES module and required as CommonJS, it trains, saves and loads',
  async (name, tfjs) => {
    const folder = project(name.replace(' ', '-'), [['@tensorflow/tfjs', tfjs]]);
    writeFileSync(join(folder, 'main.mjs'), PROGRAM);
    expectSmoke(await run(folder, 'main.mjs'));
    writeFileSync(
      join(folder, 'main.cjs'),
      `const tf = require('@tensorflow/tfjs');
    const taa = require('${NAME}');
    import('./smoke.mjs')
      .then(({ smoke }) => smoke(tf, taa))
      .then((result) => console.log(JSON.stringify(result)));`,
    );
    expectSmoke(await run(folder, 'main.cjs'));
  },
  60000,
);

test.each(Object.entries(bundlers))(
  'bundled by %s it trains, saves and loads, and its classes keep their names',
  async (name, program) => {
    const folder = project(name, TFJS);
    writeFileSync(join(folder, 'main.mjs'), PROGRAM);
    await runWithTools(folder, program({ external: JSON.stringify(TFJS), minify: true }));
    expect(readFileSync(join(folder, 'bundle.mjs'), 'utf8')).not.toContain(`from"${NAME}"`);
    rmSync(join(folder, 'node_modules', NAME), { recursive: true });
    expectSmoke(await run(folder, 'bundle.mjs'));
  },
  60000,
);

test('a bundler can replace the union package by core and layers', async () => {
  const parts = ['core', 'layers', 'backend-cpu'].map((name) => `@tensorflow/tfjs-${name}`);
  const folder = project('without-union', parts);
  writeFileSync(
    join(folder, 'tf.mjs'),
    `import '@tensorflow/tfjs-backend-cpu';
    export * from '@tensorflow/tfjs-core';
    export * from '@tensorflow/tfjs-layers';`,
  );
  writeFileSync(join(folder, 'main.mjs'), PROGRAM);
  await runWithTools(
    folder,
    `import { build } from 'esbuild';
    await build({
      entryPoints: ['main.mjs'], outfile: 'bundle.cjs', bundle: true, minify: true, format: 'cjs',
      alias: { '@tensorflow/tfjs': './tf.mjs' }, platform: 'node', mainFields: ['module', 'main'],
    });`,
  );
  expectSmoke(await run(folder, 'bundle.cjs'));
}, 60000);

testInBrowser(
  'in an app built with Vite, minified, it works in the page and in a Web Worker',
  async () => {
    const folder = project('app', TFJS);
    const files = {
      'index.html':
        '<!doctype html><title>App</title><script type="module" src="page.js"></script>',
      'page.js': `${RESULT}
      const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
      worker.onmessage = async ({ data }) => { globalThis.results = [await result, data]; };`,
      'worker.js': `${RESULT} result.then((value) => postMessage(value));`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await runWithTools(
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
    const results: object[] = JSON.parse(await run(folder, 'visit.mjs'));
    expect(results.length).toBe(2);
    for (const result of results) expectSmoke(JSON.stringify(result));
  },
  60000,
);
