import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { GRU, GRUCell } from '../../src/keras/layers/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectRun, type Run } from '../support/keras_cases.js';
import { loadedAgain } from '../support/loaded_again.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// GRU as real Keras computes and trains it: test/fixtures/keras/recurrent/make.py.

const NAMES = 'default arguments masked cells pair distributed states decoder masked_decoder'.split(
  ' ',
);
const VERSIONS = [
  ['2.15', 'h5', [...NAMES, 'stateful']],
  ['3.15', 'keras', NAMES],
] as const;
describe.each(VERSIONS)('GRU of Keras %s', (version, extension, names) => {
  const path = (name: string) => `keras/recurrent/${version}/${name}`;
  const runOf = async (name: string): Promise<Run> =>
    JSON.parse(new TextDecoder().decode(await readFixture(`${path(name)}.json`)));
  const modelOf = (name: string) =>
    tf.loadLayersModel(fromKeras(fixture(`${path(name)}.${extension}`)));

  test.each(names)(
    'computes the outputs to 1e-5 and five steps of training to 1e-4: %s',
    async (name) => {
      const run = await runOf(name);
      const model = await modelOf(name);
      await expectRun(model, run);
    },
  );
});

const gru = (args: object) => new GRU({ units: 2, resetAfter: true, ...args });

async function trainOnce(model: tf.LayersModel, batch: number): Promise<void> {
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await model.trainOnBatch(tf.ones([batch, 3, 2]), tf.zeros([batch, 2]));
}

test.each([
  ['GRU', () => gru({ dropout: 0.5, recurrentDropout: 0.5, inputShape: [3, 2] })],
  [
    'RNN(GRUCell)',
    () =>
      tf.layers.rnn({
        cell: new GRUCell({ units: 2, resetAfter: true, dropout: 0.5, recurrentDropout: 0.5 }),
        inputShape: [3, 2],
      }),
  ],
] as const)(
  '%s drops in training only, with other masks for each batch, and leaks nothing',
  async (_, make) => {
    const model = tf.sequential({ layers: [make()] });
    const x = tf.ones([64, 3, 2]);
    const before = await (model.predict(x) as tf.Tensor).data();
    expect(new Set(before).size).toBe(2); // All rows are the same.
    const trained = model.apply(x, { training: true }) as tf.Tensor;
    expect(new Set(await trained.data()).size).toBeGreaterThan(20);
    await trainOnce(model, 5);
    await trainOnce(model, 3);
    const after = await (model.predict(x) as tf.Tensor).data();
    expect(new Set(after).size).toBe(2);
    expectNoLeak(() => tf.tidy(() => void model.predict(x)));
  },
);

test('a saved model loads again, and its GRU is still that of Keras', async () => {
  const model = tf.sequential({
    layers: [
      gru({ inputShape: [3, 2], returnSequences: true }),
      tf.layers.bidirectional({ layer: gru({}) as unknown as tf.RNN, mergeMode: 'concat' }),
    ],
  });
  const again = await loadedAgain(model);
  const x = tf.ones([1, 3, 2]);
  await expectValues(again.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  expect(again.layers[0]).toBeInstanceOf(GRU);
  expect(again.layers[0].getConfig()).toMatchObject({ units: 2, resetAfter: true });
});

test('without resetAfter it is the GRU of tfjs', async () => {
  const args = {
    units: 2,
    kernelInitializer: 'ones',
    recurrentInitializer: 'ones',
    biasInitializer: 'ones',
  } as const;
  const x = tf.tensor([1, -1, 0.5, 2], [1, 2, 2]);
  const ours = new GRU(args).apply(x) as tf.Tensor;
  await expectValues(ours, tf.layers.gru(args).apply(x) as tf.Tensor);
});

test('an argument that it does not have is refused by name', () => {
  expect(() => gru({ timeMajor: true })).toThrow(
    'Unrecognized argument of a GRU layer. Expected one of: ',
  );
  expect(() => new GRUCell({ units: 1, goBackwards: true } as object as { units: number })).toThrow(
    'Received: goBackwards=true',
  );
});
