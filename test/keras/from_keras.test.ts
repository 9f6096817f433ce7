import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { loadedAgain } from '../support/loaded_again.js';
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

/** What it cannot train: on wasm it lacks the gradients of pooling and of an embedding. */
const isTrained = (name: string) =>
  !(BACKEND === 'wasm' && /convolutional|recurrent/.test(name)) && !name.includes('frozen');

/** On webgl, a constraint of tfjs adds 1e-4 to the norms that it divides by. */
const within = (absolute: number, name: string) =>
  BACKEND === 'webgl' && name.includes('sequential') ? 1e-3 : absolute;

const inArchives = each.filter((name) => name.endsWith('.keras'));

test.each(each)('%s has the outputs that Keras computed, to 1e-5', async (name) => {
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
  await expectOutputs(await loadedAgain(model), inputs, outputs, within(1e-5, name));
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

describe('the artifacts of one load', () => {
  const name = 'keras3/functional';
  const artifactsOf = (source: string) =>
    (fromKeras(path(source)) as Required<tf.io.IOHandler>).load();

  test('load again and again', async () => {
    const artifacts = await artifactsOf(`${name}.keras`);
    const { inputs, outputs } = await expectedOf(name);
    const models = await Promise.all(
      [0, 1, 2].map(() => tf.loadLayersModel({ load: async () => artifacts })),
    );
    for (const model of models) await expectOutputs(model, inputs, outputs, 1e-5);
    expect(new Set(models).size).toBe(3);
    models[0].dispose();
    await expectOutputs(models[1], inputs, outputs, 1e-5);
  });

  test('load as a copy, and as a handler of fromKeras', async () => {
    const artifacts = await artifactsOf(`${name}.keras`);
    const { inputs, outputs } = await expectedOf(name);
    const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology));
    const copy = { ...artifacts, modelTopology };
    const model = await tf.loadLayersModel({ load: async () => copy });
    await expectOutputs(model, inputs, outputs, 1e-5);
    const again = await tf.loadLayersModel(fromKeras({ load: async () => artifacts }));
    await expectOutputs(again, inputs, outputs, 1e-5);
  });

  test('have the topology that tfjs builds, and its weights', async () => {
    const { modelTopology, weightSpecs = [], weightData } = await artifactsOf(`${name}.h5`);
    expect(Object.keys(modelTopology ?? {})).toEqual(['class_name', 'config']);
    const model = await tf.loadLayersModel({
      load: async () => ({ modelTopology, weightSpecs, weightData }),
    });
    const names = model.weights.map((weight) => (weight as tf.LayerVariable).originalName);
    expect(weightSpecs.map((spec) => spec.name).sort()).toEqual(names.sort());
  });

  const valuesOf = (model: tf.LayersModel) =>
    Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));

  test('keep their weights when a model is loaded from them or from a copy', async () => {
    const artifacts = await artifactsOf(`${name}.keras`);
    const data = artifacts.weightData;
    expect(data).toBeDefined();
    for (const each of [{ ...artifacts }, artifacts, artifacts]) {
      const before = tf.memory().numTensors;
      const model = await tf.loadLayersModel({ load: async () => each });
      expect(tf.memory().numTensors).toBe(before + model.weights.length);
      expect(artifacts.weightData).toBe(data);
    }
  });

  test('may get other weights', async () => {
    const artifacts = await artifactsOf(`${name}.keras`);
    const { weightData, weightSpecs = [] } = artifacts;
    const length = weightSpecs.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
    const values = new Float32Array(weightData as ArrayBuffer, 0, length);
    const other = values.map((value) => value + 1);
    artifacts.weightData = other.buffer;
    const model = await tf.loadLayersModel({ load: async () => artifacts });
    const again = { ...artifacts, weightData };
    const saved = await valuesOf(await tf.loadLayersModel({ load: async () => again }));
    expect(await valuesOf(model)).toEqual(
      saved.map((values) => values.map((value) => Math.fround(value + 1))),
    );
    // Without the last weight, tfjs sets the others.
    const fewer = await artifactsOf(`${name}.keras`);
    fewer.weightSpecs = weightSpecs.slice(0, -1);
    await expect(tf.loadLayersModel({ load: async () => fewer })).rejects.toThrow('weights');
  });

  test('have a topology of which tfjs makes an untrained model', async () => {
    const artifacts = await artifactsOf(`${name}.keras`);
    const topology = artifacts.modelTopology as Parameters<typeof tf.models.modelFromJSON>[0];
    const untrained = await valuesOf(await tf.models.modelFromJSON(topology));
    const saved = await valuesOf(await tf.loadLayersModel({ load: async () => artifacts }));
    expect(untrained.map(({ length }) => length)).toEqual(saved.map(({ length }) => length));
    expect(untrained[0]).not.toEqual(saved[0]);
    expect(new Set(untrained[0]).size).toBeGreaterThan(1);
  });
});

test.each(['uint8', 'uint16', 'float16'] as const)(
  'weights that the converter stores as %s are those that tfjs decodes',
  async (stored) => {
    const folder = 'keras/models/keras2/functional_h5';
    const json = JSON.parse(new TextDecoder().decode(await readFixture(`${folder}/model.json`)));
    const [{ weights }] = json.weightsManifest as tf.io.WeightsManifestConfig;
    const lengths = weights.map(({ shape }) => tf.util.sizeFromShape(shape));
    const length = lengths.reduce((sum, each) => sum + each, 0);
    // As halves, these are floats from 0.1 to 1.8.
    const numbers = Array.from({ length }, (_, i) => 0x2e66 + ((i * 377) % 0x1100));
    const bytes = stored === 'uint8' ? Uint8Array.from(numbers) : Uint16Array.from(numbers);
    const scaled = { dtype: stored, min: -0.5, scale: stored === 'uint8' ? 1 / 255 : 1 / 65535 };
    const quantization = stored === 'float16' ? { dtype: stored } : scaled;
    const weightSpecs = weights.map((spec) => ({ ...spec, quantization }));
    const name = 'dropout/seed_generator_state';
    const state: tf.io.WeightsManifestEntry = { name, shape: [2], dtype: 'int32' };
    const artifacts = { modelTopology: json.modelTopology, weightSpecs, weightData: bytes.buffer };
    const withState = {
      ...artifacts,
      weightSpecs: [state, ...weightSpecs],
      weightData: [new ArrayBuffer(8), bytes.buffer],
    };
    const { inputs } = await expectedOf('keras2/functional');
    const stock = await tf.loadLayersModel({ load: async () => artifacts });
    const outputs = await Promise.all(
      [stock.predict(oneOrAll(tensors(inputs)))].flat().map(async (output) => ({
        shape: output.shape,
        values: [...(await output.data())],
      })),
    );
    for (const each of [artifacts, withState]) {
      const before = tf.memory().numTensors;
      const model = await tf.loadLayersModel(fromKeras({ load: async () => each }));
      expect(tf.memory().numTensors).toBe(before + model.weights.length);
      await expectOutputs(model, inputs, outputs, 1e-6);
    }
  },
);

test('a weight that is stored as text is refused', async () => {
  const folder = 'keras/models/keras2/functional_h5';
  const json = JSON.parse(new TextDecoder().decode(await readFixture(`${folder}/model.json`)));
  const [{ weights }] = json.weightsManifest as tf.io.WeightsManifestConfig;
  const weightSpecs = weights.map((spec, i) =>
    i === 1 ? { ...spec, dtype: 'string' as const } : spec,
  );
  const artifacts = {
    modelTopology: json.modelTopology,
    weightSpecs,
    weightData: new ArrayBuffer(9999),
  };
  await expect(tf.loadLayersModel(fromKeras({ load: async () => artifacts }))).rejects.toThrow(
    `The weight '${weights[1].name}' must be stored as float32,`,
  );
});

test.each(['.keras', '.h5'])(
  'the bytes of a %s file that the user gives stay as they are',
  async (form) => {
    const bytes = await readFixture(`keras/models/keras3/functional${form}`);
    const before = bytes.slice();
    const { inputs, outputs } = await expectedOf('keras3/functional');
    for (const source of [bytes, bytes.buffer, new Blob([bytes])]) {
      const model = await tf.loadLayersModel(fromKeras(source));
      await expectOutputs(model, inputs, outputs, 1e-5);
      expect(bytes).toEqual(before);
    }
  },
);

test.each([1, 3, 40, 1000])('a handler may give weights in buffers of %d bytes', async (size) => {
  const folder = 'keras/models/keras2/functional_h5';
  const json = JSON.parse(new TextDecoder().decode(await readFixture(`${folder}/model.json`)));
  const bytes = await readFixture(`${folder}/group1-shard1of1.bin`);
  const [{ weights }] = json.weightsManifest;
  // What is no weight is left out, so that the others are put together.
  const state = { name: 'dropout/seed_generator_state', shape: [2], dtype: 'float32' };
  const { inputs, outputs } = await expectedOf('keras2/functional');
  for (const states of [[], [state]]) {
    const all = [...new Uint8Array(8 * states.length), ...bytes];
    const weightData = Array.from(
      { length: Math.ceil(all.length / size) },
      (_, i) => Uint8Array.from(all.slice(i * size, (i + 1) * size)).buffer,
    );
    const { modelTopology } = json;
    const weightSpecs = [...states, ...weights];
    const handler = { load: async () => ({ modelTopology, weightSpecs, weightData }) };
    await expectOutputs(await tf.loadLayersModel(fromKeras(handler)), inputs, outputs, 1e-5);
  }
});

test('loading leaks no tensors', async () => {
  const before = tf.memory().numTensors;
  const handler = fromKeras(path('keras3/functional.keras'));
  await (handler as Required<tf.io.IOHandler>).load();
  expect(tf.memory().numTensors).toBe(before);
  expectNoLeak(() => fromKeras('nothing is read before it is loaded'));
});
