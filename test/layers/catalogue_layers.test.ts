import * as tf from '@tensorflow/tfjs';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { layers, ops } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues, random } from '../support/values.js';

type Factory = (args?: object) => tf.layers.Layer;
type Op = (x: tf.Tensor, parameters?: object) => tf.Tensor;

const names = Object.keys(elementwiseActivations);
const factoryOf = (name: string) => (layers as unknown as Record<string, Factory>)[name];
const apply = (layer: tf.layers.Layer, x: tf.Tensor) => layer.apply(x) as tf.Tensor;

/** Activations that are layers of Keras have Keras's spelling. */
const spelling: Readonly<Record<string, string>> = {
  relu: 'reLU',
  leakyRelu: 'leakyReLU',
  thresholdedRelu: 'thresholdedReLU',
};
const own = names.filter((name) => !spelling[name] && !/^(elu|prelu|pelu|srelu)$/.test(name));

/** Parameters without a default. */
const given: Readonly<Record<string, object>> = { threshold: { threshold: 0.5, value: -1 } };

test('every activation of the catalogue has a layer', () => {
  for (const name of names) expect(factoryOf(spelling[name] ?? name)).toBeInstanceOf(Function);
});

test.each(own)(
  'the layer %s computes the same as the op, also in a model that was loaded',
  async (name) => {
    const layer = factoryOf(name)({ ...given[name], inputShape: [7] });
    const model = tf.sequential({ layers: [layer] });
    const x = tf.tensor2d(random(21), [3, 7]);
    const expected = (ops as unknown as Record<string, Op>)[name](x, given[name]);
    await expectValues(model.predict(x) as tf.Tensor, expected);
    const loaded = await load(await saved(model));
    expect(loaded.layers[0].getClassName()).toBe(name[0].toUpperCase() + name.slice(1));
    expect(loaded.layers[0].getConfig()).toEqual(layer.getConfig());
    await expectValues(loaded.predict(x) as tf.Tensor, expected);
  },
);

describe('a parameter', () => {
  test('is a number, under any of its names', async () => {
    const x = tf.tensor1d([-1, 0.3, 1]);
    await expectValues(apply(layers.hardShrink({ threshold: 0.2 }), x), [-1, 0.3, 1]);
    await expectValues(apply(factoryOf('hardShrink')({ lambd: 0.2 }), x), [-1, 0.3, 1]);
    await expectValues(apply(layers.celu({ alpha: 2 }), x), await ops.celu(x, { alpha: 2 }).data());
  });

  test('is a weight that starts with its default, is learned and is saved', async () => {
    const layer = layers.parametricSwish({ beta: { sharedAxes: [1] }, inputShape: [2] });
    const model = tf.sequential({ layers: [layer] });
    await expectValues(layer.getWeights()[0], [1]);
    model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
    const x = tf.tensor2d([[1, -1]]);
    await model.fit(x, tf.tensor2d([[0.9, -0.1]]), { epochs: 20, verbose: 0 });
    const [beta] = await layer.getWeights()[0].data();
    expect(beta).toBeGreaterThan(1.1);
    const loaded = await load(await saved(model));
    await expectValues(loaded.getWeights()[0], [beta]);
    expect(loaded.layers[0].getConfig()).toEqual(layer.getConfig());
    await expectValues(
      loaded.predict(x) as tf.Tensor,
      ops.parametricSwish(x, { beta: tf.scalar(beta) }),
    );
  });

  test('has an initializer, a regularizer and a constraint', () => {
    const layer = layers.snake({
      frequency: { initializer: 'ones', regularizer: 'l1l2', constraint: 'nonNeg' },
      inputShape: [3],
    });
    tf.sequential({ layers: [layer] });
    expect(layer.getWeights()[0].shape).toEqual([3]);
    expect(layer.losses).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ['threshold', { value: 1 }, 'The threshold of a Threshold layer must be given'],
    ['celu', { alpha: 0 }, 'The alpha of a Celu layer must be greater than 0. Received: alpha=0'],
    [
      'softplus',
      { threshold: { sharedAxes: [1] } },
      'The threshold of a Softplus layer needs an initializer, because it has no finite default. Received: threshold={',
    ],
    ['celu', { beta: 1 }, 'Unrecognized argument of a Celu layer. Expected one of: alpha,'],
    ['snake', { frequency: '1' }, 'The frequency of a Snake layer must be a finite number'],
    [
      'snake',
      { frequency: tf.initializers.ones() },
      'with the keys initializer, regularizer, constraint, sharedAxes, trainable. Received: frequency=an instance of Ones',
    ],
    ['snake', { frequency: { init: 1 } }, 'Unrecognized argument of the parameter frequency.'],
    [
      'snake',
      { frequency: [1] },
      'The parameter frequency of a Snake layer must be a finite number',
    ],
  ])('of %s that is invalid is an error: %j', (name, args, message) => {
    expect(() => factoryOf(name)(args)).toThrow(message);
  });
});
