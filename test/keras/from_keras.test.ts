import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { load, saved } from '../support/models.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// The models are what real Keras 2.15 and 3.12 saved, and the real converter made of them: make.py, convert.py.

const MODELS = 'sequential functional convolutional recurrent frozen strings'.split(' ');
const KERAS = ['keras2', 'keras3'];
const FORMS = ['.keras', '.h5', '_h5/model.json', '_keras/model.json'];

const each = KERAS.flatMap((keras) =>
  MODELS.flatMap((model) => FORMS.map((form) => `${keras}/${model}${form}`)),
).filter((name) => name !== 'keras2/frozen_h5/model.json'); // The converter refuses to make it.

interface Saved {
  readonly shape: number[];
  readonly values: number[];
}

interface Expected {
  readonly inputs: Saved[];
  readonly outputs: Saved[];
  readonly targets: Saved[];
  readonly losses: number[];
  readonly trained: Saved[];
}

const path = (name: string) => fixture(`keras/models/${name}`);

async function expectedOf(name: string): Promise<Expected> {
  const model = name.replace(/(\.|_).*/, '');
  const bytes = await readFixture(`keras/models/${model}.json`);
  return JSON.parse(new TextDecoder().decode(bytes));
}

const tensors = (list: readonly Saved[]) =>
  list.map(({ values, shape }) => tf.tensor(values, shape));
const oneOrAll = <T>(list: T[]) => (list.length === 1 ? list[0] : list);

async function expectOutputs(
  model: tf.LayersModel,
  inputs: readonly Saved[],
  outputs: readonly Saved[],
  absolute: number,
) {
  const received = [model.predict(oneOrAll(tensors(inputs)))].flat();
  expect(received.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => shape));
  for (const [i, { values }] of outputs.entries()) {
    await expectValues(received[i], values, { ulp: 0, absolute });
  }
}

/** What tfjs itself cannot compute on a backend: on webgpu it cannot transpose a mask. */
const isComputed = (name: string) => !(BACKEND === 'webgpu' && name.includes('recurrent'));

/** What it cannot train: on wasm it lacks the gradients of pooling and of an embedding. */
const isTrained = (name: string) =>
  !(BACKEND === 'wasm' && /convolutional|recurrent/.test(name)) && !name.includes('frozen');

/** On webgl, a constraint of tfjs adds 1e-4 to the norms that it divides by. */
const within = (absolute: number, name: string) =>
  BACKEND === 'webgl' && name.includes('sequential') ? 1e-3 : absolute;

const computed = each.filter(isComputed);
const inArchives = computed.filter((name) => name.endsWith('.keras'));

test.each(computed)('%s has the outputs that Keras computed, to 1e-5', async (name) => {
  const model = await tf.loadLayersModel(fromKeras(path(name)));
  const { inputs, outputs } = await expectedOf(name);
  await expectOutputs(model, inputs, outputs, within(1e-5, name));
});

test.each(inArchives.filter(isTrained))(
  '%s goes through five steps of training as in Keras, losses and outputs to 1e-4',
  async (name) => {
    const model = await tf.loadLayersModel(fromKeras(path(name)));
    const { inputs, targets, losses, trained } = await expectedOf(name);
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    const [x, y] = [oneOrAll(tensors(inputs)), oneOrAll(tensors(targets))];
    expect(losses).toHaveLength(5);
    for (const expected of losses) {
      const loss = [await model.trainOnBatch(x, y)].flat()[0] as number;
      expect(Math.abs(loss - expected)).toBeLessThan(within(1e-4, name));
    }
    await expectOutputs(model, inputs, trained, within(1e-4, name));
  },
);

test.each(inArchives)('%s is saved by tfjs and loads again with the same outputs', async (name) => {
  const model = await tf.loadLayersModel(fromKeras(path(name)));
  const { inputs, outputs } = await expectedOf(name);
  await expectOutputs(await load(await saved(model)), inputs, outputs, within(1e-5, name));
});

test('what is frozen in Keras is not trained', async () => {
  const model = await tf.loadLayersModel(fromKeras(path('keras3/frozen.keras')));
  expect(model.trainableWeights.map(({ shape }) => shape)).toEqual([[4, 4], [4], [4, 2], [2]]);
});

describe('a model is read from', () => {
  const name = 'keras3/functional';
  const expectRight = async (source: Parameters<typeof fromKeras>[0]) => {
    const model = await tf.loadLayersModel(fromKeras(source));
    const { inputs, outputs } = await expectedOf(name);
    await expectOutputs(model, inputs, outputs, 1e-5);
  };

  test('bytes', async () => {
    const bytes = await readFixture(`keras/models/${name}.keras`);
    await expectRight(bytes);
    await expectRight(bytes.buffer);
  });

  test('a File', async () => {
    await expectRight(new Blob([await readFixture(`keras/models/${name}.h5`)]));
  });

  test('a handler of tfjs', async () => {
    const folder = `keras/models/${name}_h5`;
    const json = JSON.parse(new TextDecoder().decode(await readFixture(`${folder}/model.json`)));
    const weightData = (await readFixture(`${folder}/group1-shard1of1.bin`)).buffer;
    const weightSpecs = json.weightsManifest[0].weights;
    await expectRight({
      load: async () => ({ modelTopology: json.modelTopology, weightSpecs, weightData }),
    });
  });
});

test('loading leaks no tensors', async () => {
  const before = tf.memory().numTensors;
  const handler = fromKeras(path('keras3/functional.keras'));
  await (handler as Required<tf.io.IOHandler>).load();
  expect(tf.memory().numTensors).toBe(before);
  expectNoLeak(() => fromKeras('nothing is read before it is loaded'));
});
