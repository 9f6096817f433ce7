import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import * as keras from '../../src/keras/layers/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { load, saved } from '../support/models.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// Layers of src/keras/layers/ in models that Keras 2.15 and 3.15 saved: make.py beside them says which.

interface Saved {
  readonly shape: number[];
  readonly values: number[];
}

interface Expected {
  readonly layers: string[];
  readonly rate: number;
  readonly steps: number;
  readonly x: Saved;
  readonly y: Saved[];
  readonly trained: Saved[];
}

const IN_BOTH = [
  ...['sequences', 'images', 'volumes', 'sizes', 'normalizations'],
  ...['einsums', 'sequences_of_rows', 'sequences_of_volumes', 'wide_pools', 'bins', 'resized'],
  ...['joined', 'joined_images'],
  ...['pools_of_steps', 'pools_of_images', 'pools_of_volumes', 'categories', 'several_categories'],
];
const ONLY_IN_KERAS_3 = [
  ...['groups', 'groups_of_images', 'channels_first', 'images_first_in_sequences'],
  ...['adaptive_steps', 'adaptive_images', 'adaptive_volumes'],
];
const names = [
  ...IN_BOTH.flatMap((name) => [`2.15.0/${name}`, `3.15.1/${name}`]),
  '2.15.0/in_training',
  '2.15.0/masked_categories',
  '2.15.0/masked',
  '2.15.0/masked_pair',
  ...['2.15.0/local', '2.15.0/local_images', '2.15.0/spectral'],
  ...ONLY_IN_KERAS_3.map((name) => `3.15.1/${name}`),
];

async function open(name: string): Promise<{ model: tf.LayersModel; expected: Expected }> {
  const json = await readFixture(`keras/layers/${name}.json`);
  return {
    model: await tf.loadLayersModel(fromKeras(fixture(`keras/layers/${name}.keras`))),
    expected: JSON.parse(new TextDecoder().decode(json)),
  };
}

const tensor = ({ values, shape }: Saved) => tf.tensor(values, shape);
const predict = (model: tf.LayersModel, x: Saved) => [model.predict(tensor(x))].flat();

/** Each output beside the layer that made it. */
async function expectOutputs(
  received: readonly tf.Tensor[],
  { layers }: Expected,
  outputs: readonly Saved[],
  absolute: number,
) {
  const shapes = received.map(({ shape }, i) => `${i} ${layers[i]} [${shape}]`);
  expect(shapes).toEqual(outputs.map(({ shape }, i) => `${i} ${layers[i]} [${shape}]`));
  const wrong: string[] = [];
  for (const [i, { values }] of outputs.entries()) {
    await expectValues(received[i], values, { ulp: 0, absolute }).catch(({ message }) => {
      wrong.push(`${i} ${layers[i]}: ${message}`);
    });
  }
  expect(wrong).toEqual([]);
}

test.each(names)(
  '%s has the outputs that Keras computed, to 1e-5, and says their shapes',
  async (name) => {
    const { model, expected } = await open(name);
    await expectOutputs(predict(model, expected.x), expected, expected.y, 1e-5);
    expect(model.outputs.map(({ shape }) => [2, ...shape.slice(1)])).toEqual(
      expected.y.map(({ shape }) => shape),
    );
  },
);

test.each(names)(
  '%s has after five steps of training the outputs of Keras, to 1e-4',
  async (name) => {
    const { model, expected } = await open(name);
    if (expected.steps === 0) return;
    // tfjs adds losses of outputs before it takes their means, so that all would need one shape.
    const loss = (y: tf.Tensor, made: tf.Tensor) => tf.mean(tf.squaredDifference(y, made));
    model.compile({ optimizer: tf.train.sgd(expected.rate), loss });
    const targets = expected.y.map(({ shape }) => tf.zeros(shape));
    for (let i = 0; i < expected.steps; i++) {
      await model.trainOnBatch(tensor(expected.x), targets.length > 1 ? targets : targets[0]);
    }
    await expectOutputs(predict(model, expected.x), expected, expected.trained, 1e-4);
  },
);

test.each(names)('%s computes the same when tfjs has saved it, and leaks nothing', async (name) => {
  const { model, expected } = await open(name);
  const artifacts = await saved(model);
  const loaded = [await tf.loadLayersModel(fromKeras({ load: async () => artifacts }))];
  // On webgpu, the recurrent layers of tfjs fail for a mask.
  if (BACKEND !== 'webgpu' || !name.includes('masked')) loaded.push(await load(artifacts));
  for (const again of loaded) {
    const classes = (each: tf.LayersModel) => each.layers.map((layer) => layer.getClassName());
    expect(classes(again)).toEqual(classes(model));
    await expectOutputs(predict(again, expected.x), expected, expected.y, 1e-5);
  }
  const x = tensor(expected.x);
  expectNoLeak(() => tf.dispose(model.predict(x)));
});

test.each(names)('%s has for integers the outputs of the same floats', async (name) => {
  const { model, expected } = await open(name);
  const x = tf.round(tensor(expected.x));
  const outputs = await Promise.all(
    [model.predict(x)].flat().map(async (y) => ({ shape: y.shape, values: [...(await y.data())] })),
  );
  const received = [model.predict(tf.cast(x, 'int32'))].flat();
  await expectOutputs(received, expected, outputs, 1e-5);
});

test('a pooling layer has windows of any length', async () => {
  const x = tf.tensor3d([[[4, 1, 7, 3, 9, 2, 8, 6, 5]]]); // [batch, channels, steps]
  const args = { poolSize: 9, dataFormat: 'channelsFirst' } as const;
  await expectValues(new keras.AveragePooling1D(args).apply(x) as tf.Tensor, [5], {
    ulp: 4,
    absolute: 0,
  });
  await expectValues(new keras.MaxPooling1D(args).apply(x) as tf.Tensor, [9]);
});
