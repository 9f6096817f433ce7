import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import {
  RandomBrightness,
  RandomContrast,
  RandomFlip,
  RandomRotation,
  RandomZoom,
} from '../../src/keras/layers/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { load, saved } from '../support/models.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// Augmentations of images as real Keras computes them: test/fixtures/keras/augmentation/make.py.

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

interface Expected {
  readonly layers: string[];
  readonly x: Numbers;
  readonly y: Numbers[];
}

const VERSIONS = ['2.15', '3.15'];
const tensor = ({ values, shape }: Numbers) => tf.tensor(values, shape);

async function open(name: string): Promise<{ model: tf.LayersModel; expected: Expected }> {
  const path = `keras/augmentation/${name}`;
  const json = await readFixture(`${path}.json`);
  return {
    model: await tf.loadLayersModel(fromKeras(fixture(`${path}.keras`))),
    expected: JSON.parse(new TextDecoder().decode(json)),
  };
}

async function expectOutputs(outputs: readonly tf.Tensor[], { y }: Expected, absolute: number) {
  expect(outputs.map(({ shape }) => shape)).toEqual(y.map(({ shape }) => shape));
  for (const [i, { values }] of y.entries()) {
    await expectValues(outputs[i], values, { ulp: 0, absolute });
  }
}

const predict = (model: tf.LayersModel, { x }: Expected) => [model.predict(tensor(x))].flat();

test.each(VERSIONS)('outside of training they change nothing: Keras %s', async (version) => {
  const { model, expected } = await open(`outside-${version}`);
  await expectOutputs(predict(model, expected), expected, 1e-4);
  const artifacts = await saved(model);
  await expectOutputs(predict(await load(artifacts), expected), expected, 1e-4);
  const again = await tf.loadLayersModel(fromKeras({ load: async () => artifacts }));
  await expectOutputs(predict(again, expected), expected, 1e-4);
});

test.each(VERSIONS)(
  'in training they move pixels as Keras %s, to 2e-3 of 255, and to 0.2 where sines are of a graphics card',
  async (version) => {
    const { model, expected } = await open(`inside-${version}`);
    const bound = /^web/.test(BACKEND) ? 0.2 : 2e-3;
    const inTraining = (each: tf.LayersModel) =>
      [each.apply(tensor(expected.x), { training: true }) as tf.Tensor].flat();
    await expectOutputs(inTraining(model), expected, bound);
    await expectOutputs(inTraining(await load(await saved(model))), expected, bound);
  },
);

const images = () => tf.randomUniform([40, 3, 4, 2], 0, 255, 'float32', 1);
const inTraining = (layer: tf.layers.Layer, x: tf.Tensor) =>
  layer.apply(x, { training: true }) as tf.Tensor;

test('about half of the images are flipped, each along its own axes', async () => {
  const x = images();
  const y = inTraining(new RandomFlip({ seed: 5 }), x);
  const ways = [x, tf.reverse(x, 1), tf.reverse(x, 2), tf.reverse(x, [1, 2])];
  const counts = await Promise.all(
    ways.map(async (way) => {
      const isSame = tf.all(tf.reshape(tf.equal(way, y), [40, -1]), 1);
      return (await tf.sum(tf.cast(isSame, 'int32')).data())[0];
    }),
  );
  expect(counts.reduce((sum, count) => sum + count)).toBe(40);
  for (const count of counts) expect(count).toBeGreaterThan(2);
});

test('the contrast is the same for the pixels of an image, and within its range', async () => {
  const x = tf.add(100, tf.mul(images(), 0.1)) as tf.Tensor;
  const y = inTraining(new RandomContrast({ factor: [0.5, 0.25] }), x);
  const deviation = (z: tf.Tensor) => tf.sub(z, tf.mean(z, [1, 2], true));
  const ratios = tf.div(
    tf.sum(tf.mul(deviation(y), deviation(x)), [1, 2, 3]),
    tf.sum(tf.square(deviation(x)), [1, 2, 3]),
  );
  const contrasts = await ratios.data();
  expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(0.499);
  expect(Math.max(...contrasts)).toBeLessThanOrEqual(1.251);
  expect(new Set(contrasts).size).toBeGreaterThan(30);
  await expectValues(tf.mean(y, [1, 2]), tf.mean(x, [1, 2]), { ulp: 0, absolute: 1e-3 });
});

test('each call draws other numbers, and the same seed the same again', async () => {
  const x = images();
  const values = async (layer: tf.layers.Layer) => Array.from(await inTraining(layer, x).data());
  const [one, two] = [1, 2].map(() => new RandomRotation({ factor: 0.2, seed: 3 }));
  const first = await values(one);
  expect(await values(two)).toEqual(first);
  expect(await values(one)).not.toEqual(first);
});

test('a model with them trains, and leaks nothing', async () => {
  const model = tf.sequential({
    layers: [
      new RandomFlip({ inputShape: [3, 4, 2] }),
      new RandomZoom({ heightFactor: 0.2 }),
      new RandomBrightness({ factor: 0.1, valueRange: [0, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, kernelInitializer: 'ones' }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [x, y] = [tf.div(images(), 255), tf.zeros([40, 1])];
  const first = (await model.trainOnBatch(x, y)) as number;
  let last = first;
  for (let step = 0; step < 5; step++) last = (await model.trainOnBatch(x, y)) as number;
  expect(last).toBeLessThan(first / 2);
  expectNoLeak(() => tf.tidy(() => void model.apply(x, { training: true })));
});

test('what is not trained here says so in training', async () => {
  const { model, expected } = await open('outside-3.15');
  const shear = model.layers.find(({ name }) => name.startsWith('random_shear'));
  expect(() => inTraining(shear as tf.layers.Layer, tensor(expected.x))).toThrow(
    /^random_shear\w* \(RandomShear\) augments images in training, which is not supported\. Expected: a model without/,
  );
});

test.each<[string, () => unknown, string]>([
  [
    'mode',
    () => new RandomFlip({ mode: 'up' } as object),
    'must be one of horizontal, vertical, horizontalAndVertical. Received: mode="up"',
  ],
  [
    'factor',
    () => new RandomRotation({}),
    'The factor of a RandomRotation layer must be a number or a list of two numbers. Received: factor=null',
  ],
  [
    'fillMode',
    () => new RandomZoom({ heightFactor: 0.1, fillMode: 'edge' } as object),
    'Received: fillMode="edge"',
  ],
  [
    'angle',
    () => new RandomRotation({ factor: 1, angle: 2 } as object),
    'Unrecognized argument of a RandomRotation layer.',
  ],
])('the %s of an augmentation is checked', (_key, make, message) => {
  expect(make).toThrow(message);
});
