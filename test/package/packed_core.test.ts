import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundlers } from '../support/bundlers.js';
import {
  expectSmoke,
  NAME,
  packBeforeAll,
  project,
  root,
  run,
  runWithTools,
} from '../support/packed.js';
import { testInBrowser } from '../support/test_in_browser.js';

// The core and the backends of the file that npm would publish, in projects that contain only what a user installs
// for them. The programs of a test run concurrently.

packBeforeAll();

declare const HAS_TENSORFLOW: boolean;

const TFJS = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];

const packageOf = (backend: string) =>
  backend === 'tensorflow' ? '@tensorflow/tfjs-node' : `@tensorflow/tfjs-backend-${backend}`;

const imported = (backends: readonly string[]) =>
  backends.flatMap((each) => [packageOf(each), `${NAME}/${each}`]);

/** Trains, saves and loads on one backend after the other. */
const smokeOn = (backends: readonly string[]) => `(async () => {
  const results = [];
  for (const backend of ${JSON.stringify(backends)}) {
    results.push(await smoke({ ...core, ...models }, activations, backend));
  }
  return results;
})()`;

const asModule = (backends: readonly string[]) => `
  import * as core from '@tensorflow/tfjs-core';
  import * as models from '@tensorflow/tfjs-layers';
  import * as activations from '${NAME}/core';
  import { smoke } from './smoke.mjs';
  ${imported(backends)
    .map((name) => `import '${name}';`)
    .join('\n')}`;

const inNode = {
  'main.mjs': (backends: readonly string[]) => `${asModule(backends)}
    console.log(JSON.stringify(await ${smokeOn(backends)}));`,
  'main.cjs': (backends: readonly string[]) => `
    const core = require('@tensorflow/tfjs-core');
    const models = require('@tensorflow/tfjs-layers');
    const activations = require('${NAME}/core');
    ${imported(backends)
      .map((name) => `require('${name}');`)
      .join('\n')}
    import('./smoke.mjs')
      .then(({ smoke }) => ${smokeOn(backends)})
      .then((results) => console.log(JSON.stringify(results)));`,
};

async function expectSmokeInNode(folder: string, backends: readonly string[]): Promise<void> {
  await Promise.all(
    Object.entries(inNode).map(async ([file, program]) => {
      writeFileSync(join(folder, file), program(backends));
      const results = JSON.parse(await run(folder, file));
      expect(results.length).toBe(backends.length);
      for (const each of results) expectSmoke(JSON.stringify(each));
    }),
  );
}

function expectNoUnion(folder: string): void {
  const { resolve } = createRequire(join(folder, 'main.mjs'));
  expect(() => resolve('@tensorflow/tfjs')).toThrow(/Cannot find module/);
}

test('in Node on cpu and wasm it trains, saves and loads, as ES modules and as CommonJS, without @tensorflow/tfjs', async () => {
  const backends = ['cpu', 'wasm'];
  const folder = project('cpu-and-wasm', [...TFJS, ...backends.map(packageOf)]);
  expectNoUnion(folder);
  await expectSmokeInNode(folder, backends);
}, 60000);

test('it does the same with tfjs 4.0', async () => {
  const links = [...TFJS, packageOf('cpu')].map(
    (name) => [name, `tfjs-4.0/node_modules/${name}`] as const,
  );
  const folder = project('tfjs-4.0', links);
  expectNoUnion(folder);
  await expectSmokeInNode(folder, ['cpu']);
}, 60000);

(HAS_TENSORFLOW ? test : test.skip)(
  'it does the same on tensorflow, the backend of @tensorflow/tfjs-node',
  async () => {
    const folder = project('tensorflow', [...TFJS, packageOf('tensorflow')]);
    await expectSmokeInNode(folder, ['tensorflow']);
  },
  60000,
);

/** A bundler for each backend of a page. */
const inPages = { cpu: 'Rollup', wasm: 'esbuild', webgl: 'webpack', webgpu: 'Vite' };

/** Text that only the code of this backend contains. */
const MARKS: Readonly<Record<string, string>> = {
  cpu: 'v128.load',
  wasm: 'v128.load',
  webgl: 'compileAndRun',
  webgpu: 'runWebGPUProgram',
  tensorflow: 'createOutputTensor',
};

/** Settings of tfjs at the start of the program of a page. */
const SETTINGS: Readonly<Record<string, string>> = {
  wasm: `import { setWasmPaths } from '${packageOf('wasm')}'; setWasmPaths('/wasm/');`,
  webgl: "core.env().set('SOFTWARE_WEBGL_ENABLED', true);",
};

describe('in a page', () => {
  let folders: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const built = Object.entries(inPages).map(async ([backend, bundler]) => {
      const folder = project(`page-${backend}`, [...TFJS, packageOf(backend)]);
      expectNoUnion(folder);
      const text = `${asModule([backend])}
        ${SETTINGS[backend] ?? ''}
        globalThis.results = ${smokeOn([backend])};`;
      writeFileSync(join(folder, 'main.mjs'), text);
      await runWithTools(folder, bundlers[bundler]({ external: '[]', minify: false }));
      return [backend, folder] as const;
    });
    folders = Object.fromEntries(await Promise.all(built));
  }, 120000);

  test.each(Object.entries(inPages))(
    'the bundle for %s, by %s, contains no other backend',
    (backend) => {
      const text = readFileSync(join(folders[backend], 'bundle.mjs'), 'utf8');
      for (const mark of new Set(Object.values(MARKS))) {
        expect({ mark, isIn: text.includes(mark) }).toEqual({
          mark,
          isIn: mark === MARKS[backend],
        });
      }
    },
  );

  testInBrowser(
    'all four train, save and load',
    async () => {
      const wasm = join(root, 'node_modules', packageOf('wasm'), 'dist/');
      const program = `
      import { readFileSync } from 'node:fs';
      import { launchBrowser, openPage } from '${root}/scripts/browser.js';
      const browser = await launchBrowser();
      const visit = async (folder) => {
        const files = new Map([['/bundle.mjs', readFileSync(folder + '/bundle.mjs', 'utf8')]]);
        const page = await openPage(browser, files);
        await page.route('**/wasm/*', (route) =>
          route.fulfill({ path: '${wasm}' + new URL(route.request().url()).pathname.split('/').at(-1) }));
        return page.evaluate("import('/bundle.mjs').then(() => globalThis.results)");
      };
      const results = await Promise.all(${JSON.stringify(Object.values(folders))}.map(visit));
      console.log(JSON.stringify(results.flat()));
      await browser.close();`;
      writeFileSync(join(folders.cpu, 'visit.mjs'), program);
      const results = JSON.parse(await run(folders.cpu, 'visit.mjs'));
      expect(results.length).toBe(4);
      for (const each of results) expectSmoke(JSON.stringify(each));
    },
    60000,
  );
});
