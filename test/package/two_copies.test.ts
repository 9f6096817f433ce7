import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../support/programs.js';

jest.setTimeout(120000);

// A program may contain the package twice: as CommonJS and as ES modules, as a whole and as the core, or in two
// versions. The copies share tfjs's engine, with its kernels and gradients, and its table of classes, but not the
// state of their own modules.

const root = join(__dirname, '../..');

async function run(program: string): Promise<unknown> {
  return JSON.parse(await runInNode(text(program)));
}

/** Uses `first`, so that its kernels are registered in tfjs, and then `second`. */
const useBoth = `
  tf.env().set('PROD', true);
  const results = {};
  const x = tf.tensor1d([-2, 0.5, Number.NaN]);
  const list = (tensor) => [...tensor.dataSync()].map((value) => Math.round(value * 1e4) / 1e4);
  const gradients = (f) => [f, tf.grad(f), tf.grad((x) => tf.grad(f)(x))].map((f) => list(f(x)));
  first.ops.mish(x);
  first.layers.softmax().apply(x);
  tf.grad((x) => first.layers.formula({ formula: 'x * x' }).apply(x))(x);
  first.defineActivation({ name: 'first', formula: 'x + 1' });
  second.defineActivation({ name: 'bent', formula: 'a * x * x + x', parameters: { a: 1 } });
  first.register();
  results.op = gradients((x) => second.layers.formula({ formula: 'bent(x)' }).apply(x));
  const model = tf.sequential({ layers: [
    second.layers.formula({ formula: 'bent(x) + b', b: 1, inputShape: [3] }),
    tf.layers.dense({ units: 3, activation: 'bent', useBias: false, kernelInitializer: 'identity' }),
    tf.layers.activation({ activation: 'first' }),
    second.layers.leakyReLU({ alpha: 0.5 }),
  ] });
  const batch = tf.tensor2d([[-2, 0.5, 1]]);
  results.predicted = list(model.predict(batch));
  let artifacts;
  await model.save(tf.io.withSaveHandler(async (saved) => { artifacts = saved; return {}; }));
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  results.loaded = list(loaded.predict(batch));
  results.slices = list(tf.grad((x) => second.ops.softmax(x).mul([1, 2, 3]))(tf.tensor1d([0, 1, 2])));
  results.kernels = (await tf.profile(() => second.ops.mish(x))).kernelNames.length;
  console.log(JSON.stringify(results));`;

const bent = (x: number) => x * x + x;
const predicted = [-2, 0.5, 1].map((x) => bent(bent(x) + 1) + 1);

function expectRight(received: unknown): void {
  expect(received).toEqual({
    op: [
      [2, 0.75, null],
      [-3, 2, null],
      [2, 2, 2],
    ],
    predicted,
    loaded: predicted,
    // The softmax of 0, 1, 2 with the weighted mean 2.5752: y (dy - mean).
    slices: [-0.1418, -0.1408, 0.2826],
    // A single kernel, not a composition of several.
    kernels: 1,
  });
}

test('as an ES module first, and then as CommonJS with its own definitions', async () => {
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(process.cwd() + '/package.json');
    const tf = require('@tensorflow/tfjs');
    const first = await import('tfjs-advanced-activations');
    const second = require('tfjs-advanced-activations');
    ${useBoth}`;
  expectRight(await run(program));
});

test.each([
  ['the core without a backend first, and then the whole package', '/core', ''],
  ['the whole package first, and then the core with two of its backends', '', '/core'],
])('%s', async (_order, first, second) => {
  const program = `
    import * as tf from '@tensorflow/tfjs';
    console.warn = () => {};
    const first = await import('tfjs-advanced-activations${first}');
    const second = await import('tfjs-advanced-activations${second}');
    if ('${second}' === '/core') {
      await import('tfjs-advanced-activations/webgl');
      await import('tfjs-advanced-activations/cpu');
    }
    ${useBoth}`;
  expectRight(await run(program));
});

test('the core as CommonJS without a backend first, and then the core with one as an ES module', async () => {
  const program = `
    import { createRequire } from 'node:module';
    import * as tf from '@tensorflow/tfjs';
    console.warn = () => {};
    const first = createRequire(process.cwd() + '/package.json')('tfjs-advanced-activations/core');
    const second = await import('tfjs-advanced-activations/core');
    await import('tfjs-advanced-activations/cpu');
    ${useBoth}`;
  expectRight(await run(program));
});

test('in two versions', async () => {
  const folder = mkdtempSync(join(root, 'test/package/other_version_'));
  try {
    cpSync(join(root, 'dist/cjs'), folder, { recursive: true });
    const file = join(folder, 'version.js');
    const source = readFileSync(file, 'utf8');
    expect(source).toContain("'0.1.0'");
    writeFileSync(file, source.replace('0.1.0', '0.0.9'));
    const program = `
      import { createRequire } from 'node:module';
      const require = createRequire(process.cwd() + '/package.json');
      const tf = require('@tensorflow/tfjs');
      const first = require(${JSON.stringify(join(folder, 'index.js'))});
      const second = require('tfjs-advanced-activations');
      ${useBoth}`;
    expectRight(await run(program));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a Keras model is read by one copy with the layers of the other', async () => {
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(process.cwd() + '/package.json');
    const tf = require('@tensorflow/tfjs');
    tf.env().set('PROD', true);
    const { fromKeras } = require('tfjs-advanced-activations/keras');
    await import('tfjs-advanced-activations');
    const folder = 'test/fixtures/keras/models/keras3';
    const { readFileSync } = await import('node:fs');
    const { inputs, outputs } = JSON.parse(readFileSync(folder + '/sequential.json', 'utf8'));
    const [x, y] = [inputs, outputs].map(([{ values, shape }]) => tf.tensor(values, shape));
    const model = await tf.loadLayersModel(fromKeras(folder + '/sequential.keras'));
    const error = tf.max(tf.abs(tf.sub(model.predict(x), y))).dataSync()[0];
    console.log(JSON.stringify(error < 1e-5));`;
  expect(await run(program)).toBe(true);
});

test('the version in the source is that of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(readFileSync(join(root, 'src/version.ts'), 'utf8')).toContain(`'${version}'`);
});
