import * as tf from '@tensorflow/tfjs';
import { check, fromKeras } from '../../src/keras/index.js';
import { Attention, MultiHeadAttention } from '../../src/keras/layers/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectRun, type Numbers, type Run } from '../support/keras_cases.js';
import { loadedAgain } from '../support/loaded_again.js';
import { saved } from '../support/models.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// Attention as real Keras computes and trains it: test/fixtures/keras/attention/make.py.

interface Case extends Run {
  readonly config: object;
  readonly weights: readonly (Numbers & { readonly name: string })[];
}

const VERSIONS = ['2.15.0', '3.6.0', '3.12.0', '3.15.1'];

const path = (name: string) => `keras/attention/${name}`;

async function casesOf(version: string): Promise<Record<string, Case>> {
  const bytes = await readFixture(path(`attention_${version}.json`));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Where it is not known which of two layers Keras calls first. */
const REFUSED = new Set(['same_depth of 3.12.0', 'same_depth of 3.15.1']);

const sourceOf = ({ config, weights }: Case, version: string): tf.io.IOHandler => ({
  load: async () => ({
    modelTopology: { keras_version: version, model_config: config },
    weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    weightData: Float32Array.from(weights.flatMap(({ values }) => values)).buffer,
  }),
});

test.each(VERSIONS)(
  'the values of Keras %s to 1e-5, and after training to 1e-4',
  async (version) => {
    const cases = await casesOf(version);
    const failed: string[] = [];
    for (const [name, each] of Object.entries(cases)) {
      if (REFUSED.has(`${name} of ${version}`)) continue;
      try {
        const model = await tf.loadLayersModel(fromKeras(sourceOf(each, version)));
        const artifacts = await saved(model);
        const again = await tf.loadLayersModel(fromKeras({ load: async () => artifacts }));
        for (const other of [again, await loadedAgain(model)]) {
          await expectRun(other, { ...each, trained: undefined });
        }
        await expectRun(model, each);
      } catch (error) {
        failed.push(`${name}: ${(error as Error).message}`);
      }
    }
    expect(failed).toEqual([]);
  },
);

test.each([
  ['key_and_shape', '2.15.0', 'h5'],
  ['key_and_shape', '3.15.1', 'keras'],
  ['grouped', '3.15.1', 'keras'],
  ['grouped', '3.15.1', 'h5'],
])('weights come in their order from a file: %s %s', async (name, version, extension) => {
  const model = await tf.loadLayersModel(
    fromKeras(fixture(path(`${name}_${version}.${extension}`))),
  );
  await expectRun(model, { ...(await casesOf(version))[name], trained: undefined });
});

const sequence = (steps: number, features = 4) =>
  tf.tensor(
    Array.from({ length: steps * features }, (_, i) => Math.sin(i + 1)),
    [1, steps, features],
  );

test('masks may be handed over, and a model leaks nothing', async () => {
  const x = sequence(3);
  const mask = tf.tensor([[1, 1, 0]]);
  const layer = new Attention();
  const whole = new Attention().apply([x, x], { mask: [null, mask] }) as tf.Tensor;
  const two = x.slice([0, 0, 0], [1, 2, 4]);
  await expectValues(whole, layer.apply([x, two]) as tf.Tensor, { ulp: 0, absolute: 1e-6 });

  const input = tf.input({ shape: [3] });
  const e = tf.layers
    .embedding({ inputDim: 5, outputDim: 4, maskZero: true })
    .apply(input) as tf.SymbolicTensor;
  const heads = new MultiHeadAttention({ numHeads: 2, keyDim: 3, returnAttentionScores: true });
  const [y, scores] = heads.apply([e, e]) as tf.SymbolicTensor[];
  const dense = tf.layers.dense({ units: 4 }).apply(y) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([dense, y]);
  const model = tf.model({ inputs: input, outputs: [sum as tf.SymbolicTensor, scores] });
  const words = tf.tensor([[1, 2, 0]]);
  const [, made] = model.predict(words) as tf.Tensor[];
  expect(made.shape).toEqual([1, 2, 3, 3]);
  const unread = made.slice([0, 0, 0, 2], [1, 2, 2, 1]);
  await expectValues(unread, [0, 0, 0, 0], { ulp: 0, absolute: 1e-6 });
  expectNoLeak(() => tf.dispose(model.predict(words)));
});

test('a tensor that a layer reads twice is there for others', async () => {
  const input = tf.input({ shape: [3, 4] });
  const x = tf.layers.dense({ units: 4 }).apply(input) as tf.SymbolicTensor;
  const y = new MultiHeadAttention({ numHeads: 1, keyDim: 2 }).apply([x, x]) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: input,
    outputs: tf.layers.add().apply([x, y]) as tf.SymbolicTensor,
  });
  expect((model.predict(sequence(3)) as tf.Tensor).shape).toEqual([1, 3, 4]);
});

test.each<[object, string]>([
  [
    { keyDim: 2 },
    'The numHeads of a MultiHeadAttention layer must be a positive integer. Received: numHeads=null',
  ],
  [
    { numHeads: 2, keyDim: 2, dropout: 1 },
    'must be a number from 0 to less than 1. Received: dropout=1',
  ],
  [{ numHeads: 2, keyDim: 2, tensors: ['question'] }, 'must be names among query, value, key'],
  [{ numHeads: 2, keyDim: 2, flash: true }, 'Unrecognized argument of a MultiHeadAttention layer'],
])('%j is refused', (args, message) => {
  expect(() => new MultiHeadAttention(args)).toThrow(message);
});

test('one input is refused', () => {
  expect(() => new Attention().apply(sequence(3))).toThrow(
    'takes a list of a query, a value and optionally a key. Received: 1 inputs',
  );
});

test('a mask that Keras 3.10 uses along a wrong axis is refused', async () => {
  const { masked_attention: each } = await casesOf('3.15.1');
  const rows = await check(sourceOf(each, '3.10.0'));
  expect(rows.flatMap(({ problems }) => problems)).toEqual([
    'has a mask, which the version of Keras that saved it cannot use',
  ]);
});

test('a mask that Keras 3.15 may have taken away or not is refused', async () => {
  const { same_depth: each } = await casesOf('3.15.1');
  const rows = await check(sourceOf(each, '3.15.1'));
  expect(rows.flatMap(({ problems }) => problems)).toEqual([
    expect.stringMatching(
      /^reads the mask of 'embedding_\d+', which 'multi_head_attention_\d+' removes, and it is not known which/,
    ),
  ]);
});
