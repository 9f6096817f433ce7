import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { lastLine, text } from '../support/programs.js';

jest.setTimeout(120000);

const root = join(__dirname, '../..');
const model = 'test/fixtures/keras/models/keras3/sequential.keras';

test.each<['module' | 'commonjs', string]>([
  [
    'module',
    "import * as tf from '@tensorflow/tfjs'; import { fromKeras } from 'tfjs-advanced-activations/keras';",
  ],
  [
    'commonjs',
    "const tf = require('@tensorflow/tfjs'); const { fromKeras } = require('tfjs-advanced-activations/keras');",
  ],
])('a Keras model loads with the built package, as %s', async (type, imports) => {
  const program = `${imports}
    tf.loadLayersModel(fromKeras('${model}')).then((model) => console.log(model.layers.length));`;
  expect(lastLine(await runInNode(text(program, type)))).toBe('11');
});

test('the entry point is bundled for a browser without modules of Node', async () => {
  const { outputFiles, warnings } = await build({
    stdin: { contents: "export * from 'tfjs-advanced-activations/keras';", resolveDir: root },
    ...{ bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' },
    external: ['@tensorflow/tfjs'],
  });
  expect(warnings).toEqual([]);
  expect(outputFiles[0].text).not.toMatch(/require\("node:|from "node:/);
});

describe('npx tfjs-advanced-activations', () => {
  const check = (...args: string[]) =>
    runInNode(['bin/check.js', ...args]).then(
      (stdout) => ({ status: 0, stdout, stderr: '' }),
      ({ code, stdout, stderr }) => ({ status: code, stdout, stderr }),
    );

  test('check shows each layer of a model, and what tfjs alone would do with it', async () => {
    const { status, stdout } = await check('check', model);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /model\/layers\/2 +leaky_re_lu +LeakyReLU +loads +2\.15\.0, 3\.15\.1 +uses slope 0\.3/,
    );
  });

  test('check of a file that is not a model reports the problem', async () => {
    const { status, stderr } = await check('check', 'package.json');
    expect(status).toBe(1);
    expect(stderr).toMatch(/A model must have a class name and a config/);
  });

  test('shows its usage', async () => {
    expect(await check('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage/),
    });
    expect(await check('what')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^The command must be 'check'. Received: 'what'\n\nUsage/),
    });
    expect(await check('check')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^check takes one model. Received: nothing\n\nUsage/),
    });
  });

  test('check prints nothing to stderr for a model that loads', async () => {
    expect(await check('check', model)).toMatchObject({ status: 0, stderr: '' });
  });

  test("check loads the user's classes and functions from a module", async () => {
    const bare = 'test/fixtures/keras/custom_objects/keras3/bare.keras';
    const folder = await mkdtemp(join(tmpdir(), 'custom-'));
    const file = join(folder, 'objects.mjs');
    const tfjs = pathToFileURL(require.resolve('@tensorflow/tfjs')).href;
    await writeFile(
      file,
      `import tf from '${tfjs}';
      class Bare extends tf.layers.Layer { static className = 'Bare'; }
      export const bare_swish = (x) => x.mul(3);
      export default { Bare };`,
    );
    expect((await check('check', bare)).status).toBe(1);
    expect(await check('check', '--custom', file, bare)).toMatchObject({ status: 0 });
    const missing = await check('check', '--custom', join(folder, 'none.mjs'), bare);
    expect(missing).toMatchObject({ status: 1 });
    expect(missing.stderr).toMatch(/^The custom objects in .* cannot be read: /);
  });
});
