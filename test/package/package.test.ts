import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lastLine, text } from '../support/programs.js';
import { checkTypes } from '../support/types.js';

jest.setTimeout(120000);

// These tests run the built package, as it is published, in separate processes. In the folder of a package, its own
// name resolves to its exports.

const root = join(__dirname, '../..');

/** The output of a program. */
async function run(program: string, type: 'module' | 'commonjs'): Promise<string> {
  return (await runInNode(text(program, type))).trim();
}

const quiet = "tf.env().set('PROD', true);";

test('it can be imported as an ES module', async () => {
  const program = `
    import * as tf from '@tensorflow/tfjs';
    import { layers } from 'tfjs-advanced-activations';
    ${quiet}
    console.log(layers.leakyReLU({alpha: 0.5}).apply(tf.tensor1d([-2, 3])).dataSync().join());`;
  expect(await run(program, 'module')).toBe('-1,3');
});

test('docs/speed.md gives the speeds of bench/RESULTS.md and bench/CATALOGUE.md', () => {
  const [page, results, catalogue] = [
    'docs/speed.md',
    'bench/RESULTS.md',
    'bench/CATALOGUE.md',
  ].map((file) => readFileSync(join(root, file), 'utf8'));
  const means = /^Geometric means, forward \+ backward: (.*?)\. /m.exec(catalogue)?.[1] ?? '';
  const rows = [...page.matchAll(/^\| `(\w+)`(.*?) \| (\S+×) \| (\S+×) \|$/gm)];
  expect(rows.length).toBe(6);
  for (const [, backend, more, layers, activations] of rows) {
    const name = `${backend}${more.startsWith(', with') ? ' with relaxed SIMD' : ''}`;
    expect(results).toContain(`| ${name} | ${layers} |`);
    expect(means.split(', ')).toContain(`${activations} on ${name}`);
  }
});

test('README.md contains the table of whole networks of bench/RESULTS.md', () => {
  const [readme, results] = ['README.md', 'bench/RESULTS.md'].map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const table = /<!-- models: .*? -->\n+([^<]*?)\n+<!-- end of models -->/.exec(readme)?.[1];
  expect(table).toMatch(/^\| backend \| predict: mean \| limit \| least \|/);
  expect(results).toContain(table);
});

test('it can be required as CommonJS', async () => {
  const program = `
    const tf = require('@tensorflow/tfjs');
    const { layers } = require('tfjs-advanced-activations');
    ${quiet}
    console.log(layers.elu({alpha: 2}).apply(tf.tensor1d([0, 3])).dataSync().join());`;
  expect(await run(program, 'commonjs')).toBe('0,3');
});

test('after importing it once or several times, saved models load with its layers, without a warning', async () => {
  const program = `
    import * as tf from '@tensorflow/tfjs';
    import { LeakyReLU, register } from 'tfjs-advanced-activations';
    ${quiet}
    const warnings = [];
    console.warn = (text) => warnings.push(text);
    register();
    register();
    const { LeakyReLU: [registered] } = tf.serialization.SerializationMap.getMap().classNameMap;
    console.log(registered === LeakyReLU, warnings.length);`;
  expect(await run(program, 'module')).toBe('true 0');
});

test('two copies of tfjs in one process cause a warning, and one does not', async () => {
  const program = (copies: number) => `
    const warnings = [];
    console.warn = (text) => warnings.push(text);
    for (let i = 0; i < ${copies}; i++) {
      for (const path of Object.keys(require.cache)) delete require.cache[path];
      require('@tensorflow/tfjs');
    }
    require('tfjs-advanced-activations');
    console.log(warnings.filter((text) => /More than one copy/.test(text)).length);`;
  expect(lastLine(await run(program(1), 'commonjs'))).toBe('0');
  expect(lastLine(await run(program(2), 'commonjs'))).toBe('1');
});

test('two copies in one process, as an ES module and as CommonJS, work together in one model', async () => {
  const program = `
    import { createRequire } from 'node:module';
    import * as tf from '@tensorflow/tfjs';
    import * as one from 'tfjs-advanced-activations';
    ${quiet}
    const warnings = [];
    console.warn = (text) => warnings.push(text);
    const other = createRequire(process.cwd() + '/')('tfjs-advanced-activations');
    const model = tf.sequential({layers: [
      tf.layers.dense({units: 2, inputShape: [2], kernelInitializer: 'ones'}),
      one.layers.prelu(), other.layers.elu({alpha: 0.5}), one.layers.softmax(), other.layers.softmax(),
    ]});
    model.compile({loss: 'meanSquaredError', optimizer: 'sgd'});
    await model.fit(tf.ones([2, 2]), tf.ones([2, 2]), {verbose: 0});
    const copy = await tf.models.modelFromJSON({modelTopology: model.toJSON(null, false)});
    console.log(one.ELU !== other.ELU, copy.layers.length, warnings.length);`;
  expect(await run(program, 'module')).toBe('true 5 0');
});

test('a model saved with its layers loads in tfjs without this package, if tfjs has the layers', async () => {
  const save = `
    import * as tf from '@tensorflow/tfjs';
    import { layers } from 'tfjs-advanced-activations';
    ${quiet}
    const model = tf.sequential({layers: [
      layers.leakyReLU({alpha: 0.25, inputShape: [3]}), layers.prelu({alphaInitializer: 'ones'}),
      tf.layers.activation({activation: layers.leakyReLU({alpha: 2})}), tf.layers.activation({activation: 'elu'}),
      layers.elu(), layers.reLU({maxValue: 2}), layers.softmax(),
    ]});
    const x = tf.tensor2d([[-1, 0.5, 5]]);
    console.log(JSON.stringify(model.toJSON(null, false)) + '\\n' + model.predict(x).dataSync());`;
  const [topology, expected] = (await run(save, 'module')).split('\n');
  const load = `
    import * as tf from '@tensorflow/tfjs';
    ${quiet}
    const model = await tf.models.modelFromJSON({modelTopology: ${topology}});
    model.layers[1].setWeights([tf.ones([3])]);
    console.log(String(model.predict(tf.tensor2d([[-1, 0.5, 5]])).dataSync()));`;
  const received = (await run(load, 'module')).split(',').map(Number);
  const wanted = expected.split(',').map(Number);
  for (const [i, value] of wanted.entries()) expect(received[i]).toBeCloseTo(value, 6);
});

describe.each([
  ['for a bundler', 'ESNext', 'Bundler', ['mts']],
  ['in node16', 'Node16', 'Node16', ['mts', 'cts']],
  ['in nodenext', 'NodeNext', 'NodeNext', ['mts', 'cts']],
] as const)('if modules are resolved %s', (_case, module, moduleResolution, endings) => {
  test.each(endings)('its types are correct when imported in a .%s file', (ending) => {
    const folder = mkdtempSync(join(root, 'test/package/consumer-'));
    try {
      const file = join(folder, `consumer.${ending}`);
      writeFileSync(file, CONSUMER);
      expect(checkTypes([file], module, moduleResolution).complaints).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const CONSUMER = `
  import * as tf from '@tensorflow/tfjs';
  import { act, GLU, layers, LeakyReLU, ops, type PReLUArgs, register } from 'tfjs-advanced-activations';
  import { fuse } from 'tfjs-advanced-activations/fuse';
  import { fromKeras } from 'tfjs-advanced-activations/keras';
  const args: PReLUArgs = { sharedAxes: [1], alphaInitializer: 'zeros', inputShape: [2] };
  const model: tf.Sequential = tf.sequential({ layers: [layers.prelu(args), layers.mish()] });
  model.add(new LeakyReLU({ negative_slope: 0.1 }));
  model.add(tf.layers.dense({ units: 1, activation: act(layers.leakyReLU({ alpha: 0.1 })) }));
  const output = layers.softmax({ axis: [1, 2] }).apply(tf.input({ shape: [2] }));
  const matrix: tf.Tensor2D = ops.softmax(ops.mish(tf.ones([2, 2]) as tf.Tensor2D));
  register();
  const fused: tf.Sequential = fuse(model);
  const [{ becomes }] = fuse.report(fused).rows;
  export { becomes, fromKeras, GLU, matrix, output };
  // @ts-expect-error
  layers.elu({ alpha: 'much' });
  // @ts-expect-error
  layers.snake({ frequency: 'high' });
  // @ts-expect-error
  export const wrong: tf.Tensor1D = ops.mish(matrix);
  // @ts-expect-error
  export const text: string = layers.mish();`;

test('the types of the core and of the backends do not need the union package', () => {
  const folder = mkdtempSync(join(root, 'test/package/consumer-'));
  try {
    const file = join(folder, 'consumer.mts');
    writeFileSync(file, CONSUMER_OF_CORE);
    const { complaints, files } = checkTypes([file], 'Node16', 'Node16');
    expect(complaints).toEqual([]);
    const ofTfjs = files.flatMap((path) => /@tensorflow\/[\w-]+/.exec(path)?.[0] ?? []);
    expect([...new Set(ofTfjs)].sort()).toEqual([
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const CONSUMER_OF_CORE = `
  import * as tf from '@tensorflow/tfjs-core';
  import { sequential } from '@tensorflow/tfjs-layers';
  import { defineActivation, layers, LeakyReLU, ops } from 'tfjs-advanced-activations/core';
${['webgl', 'webgpu', 'wasm', 'cpu', 'tensorflow']
  .map((name) => `import 'tfjs-advanced-activations/${name}';`)
  .join('\n')}
  const model = sequential({ layers: [layers.prelu({ sharedAxes: [1] }), new LeakyReLU()] });
  export const matrix: tf.Tensor2D = ops.softmax(ops.mish(tf.ones([2, 2]) as tf.Tensor2D));
  export { defineActivation, model };
  // @ts-expect-error
  layers.elu({ alpha: 'much' });
  // @ts-expect-error
  export const wrong: tf.Tensor1D = ops.mish(matrix);`;

test('a bundler keeps the registration, even for an import without names, and the class names', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "import 'tfjs-advanced-activations';", resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['@tensorflow/tfjs'],
  });
  const [{ text }] = outputFiles;
  expect(text).toContain('registerClass');
  for (const name of ['LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax', 'ReLU']) {
    expect(text).toContain(`className="${name}"`);
  }
});
