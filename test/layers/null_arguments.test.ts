import * as tf from '@tensorflow/tfjs';
import { defineActivation, layers, ops } from '../../src/index.js';
import { expectValues } from '../support/values.js';

// As in tfjs, null means "not given".

type Make = (args?: object | null) => tf.layers.Layer;

/** Parameters without a default. */
const required: Readonly<Record<string, object>> = {
  maxout: { numUnits: 2 },
  threshold: { threshold: 1, value: 0 },
  formula: { formula: 'a * x', a: 2 },
};

function configOf(layer: tf.layers.Layer): object {
  const { name, ...config } = layer.getConfig();
  return config;
}

const makers = Object.entries(layers) as [string, Make][];

const OF_EVERY_LAYER = { name: null, inputShape: null, batchInputShape: null, dtype: null };

describe.each(makers)('layers.%s', (name, make) => {
  const given = required[name];

  test('uses its defaults if its arguments are null', () => {
    const config = configOf(make(given));
    const own = Object.keys(config).filter((key) => key !== 'parameters');
    const nulls = Object.fromEntries(own.map((key) => [key, null]));
    const layer = make({ ...nulls, ...OF_EVERY_LAYER, ...given });
    expect(configOf(layer)).toEqual(config);
    expect(layer.trainable).toBe(true);
  });

  if (given === undefined) {
    test('accepts null in place of all arguments', () => {
      expect(configOf(make(null))).toEqual(configOf(make()));
    });
  } else {
    test.each(Object.keys(given))('requires %s', (key) => {
      expect(() => make({ ...given, [key]: null })).toThrow(/must be|Received: null/);
    });
  }
});

test('a null does not conflict with a value under another name of the same argument', () => {
  expect(layers.leakyReLU({ alpha: null, negative_slope: 0.5 } as object).getConfig().alpha).toBe(
    0.5,
  );
});

test('a learned parameter starts at its default if its initializer is null', async () => {
  const learned = { initializer: null, regularizer: null, trainable: null, sharedAxes: null };
  const layer = layers.parametricSwish({ beta: learned } as object);
  layer.apply(tf.ones([1, 2]));
  expect(layer.trainableWeights).toHaveLength(1);
  await expectValues(layer.getWeights()[0], [1, 1]);
});

test('layers.rrelu draws new slopes in each call if its seed is null', async () => {
  const layer = layers.rrelu({ seed: null } as object);
  const [a, b] = [1, 2].map(() => layer.apply(tf.fill([50], -1), { training: true }) as tf.Tensor);
  expect(await a.array()).not.toEqual(await b.array());
});

test('ops use their defaults if arguments are null', async () => {
  const x = tf.tensor2d([
    [-1, 2],
    [0, 3],
  ]);
  const given: Record<string, (...args: unknown[]) => tf.Tensor> = ops as never;
  for (const name of ['softmax', 'sparsemax', 'glu', 'crelu', 'elu', 'relu']) {
    await expectValues(given[name](x, null), [...(await given[name](x).data())]);
  }
  await expectValues(given.maxout(x, 2, null), [-1, 2, 0, 3]);
  await expectValues(given.relu(x, { maxValue: null, threshold: null }), [0, 2, 0, 3]);
  expect(() => given.prelu(x, { alpha: null })).toThrow('The alpha of prelu must be given.');
  expect(() => given.maxout(x, null)).toThrow('Received: numUnits=null');
});

test('defineActivation accepts null for no parameters, but not as the default of a parameter', () => {
  defineActivation({ name: 'nullParameters', formula: 'x * 3', parameters: null as never });
  expect(() =>
    defineActivation({ name: 'nullDefault', formula: 'a * x', parameters: { a: null as never } }),
  ).toThrow('Each parameter of an activation needs a default. Received: {"a":null}');
});
