import * as tf from '@tensorflow/tfjs';
import { act } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { boundOfBackend, expectValues } from '../support/values.js';

// tfjs fuses `relu` and `elu` into dense and convolutional layers, where their gradients have no gradient.

type Activation = 'relu' | 'elu';

/** The slope and the curvature of the activation, in float64. */
const slopes = {
  relu: { first: (x: number) => (x > 0 ? 1 : 0), second: () => 0 },
  elu: {
    first: (x: number) => (x > 0 ? 1 : Math.exp(x)),
    second: (x: number) => (x > 0 ? 0 : Math.exp(x)),
  },
};

const W = [0.5, -1.5];
const B = [0.25, -0.5];
const X = 0.75;
const units = W.map((w, i) => w * X + B[i]);

/** Layers that compute `activation(w * x + b)` for both units, with the shape of their input. */
const layersOf = (activation: Activation): [string, tf.layers.Layer, number[]][] => {
  const args = { activation: act(activation) };
  const conv = { ...args, filters: 2, kernelSize: 1 };
  return [
    ['dense', tf.layers.dense({ ...args, units: 2 }), [1, 1]],
    ['dense over time', tf.layers.dense({ ...args, units: 2 }), [1, 1, 1]],
    ['conv1d', tf.layers.conv1d(conv), [1, 1, 1]],
    ['conv2d', tf.layers.conv2d(conv), [1, 1, 1, 1]],
    ['conv2dTranspose', tf.layers.conv2dTranspose(conv), [1, 1, 1, 1]],
  ];
};

const cases = (['relu', 'elu'] as const).flatMap((activation) =>
  layersOf(activation).map((each) => [activation, ...each] as const),
);

describe.each(cases)("activation: '%s' of %s", (activation, name, layer, shape) => {
  const { first, second } = slopes[activation];

  beforeAll(() => {
    layer.build(shape);
    layer.built = true;
    const [kernel, bias] = layer.getWeights();
    layer.setWeights([tf.tensor(W, kernel.shape), tf.tensor(B, bias.shape)]);
  });

  test('has the correct gradient of a gradient penalty, within 8 ulp of float64', async () => {
    // There tfjs does not support the gradient of a convolution with respect to its kernel.
    if (tf.getBackend() === 'wasm' && /conv/.test(name)) return;
    const x = tf.fill(shape, X);
    // The slope with respect to the input is sum(w * first(w * x + b)), and the penalty is its square.
    const slopeAt = (x: tf.Tensor) => tf.grad((x) => tf.sum(layer.apply(x) as tf.Tensor))(x);
    const penalty = () => tf.sum(tf.square(slopeAt(x))) as tf.Scalar;
    const slope = W.reduce((sum, w, i) => sum + w * first(units[i]), 0);
    const bound = { ulp: 2 * boundOfBackend().ulp, absolute: 4e-7 };
    await expectValues(slopeAt(x), [slope], bound);
    const { grads } = tf.variableGrads(penalty);
    const [kernel, bias] = layer.trainableWeights.map(
      ({ originalName }) =>
        Object.entries(grads).find(([name]) => name.startsWith(originalName))?.[1] as tf.Tensor,
    );
    const byW = W.map((w, i) => 2 * slope * (first(units[i]) + w * second(units[i]) * X));
    const byB = W.map((w, i) => 2 * slope * w * second(units[i]));
    await expectValues(kernel, byW, bound);
    await expectValues(bias, byB, bound);
  });
});

test.each(['relu', 'elu'] as const)(
  "'%s' is saved under its name, also inside a gradient",
  async (name) => {
    const args = { activation: act(name) };
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ ...args, filters: 2, kernelSize: 1, inputShape: [2, 2, 1] }),
        tf.layers.dense({ ...args, units: 2 }),
        tf.layers.activation(args),
      ],
    });
    const { modelTopology } = await saved(model);
    const { config } = modelTopology as {
      config: { layers: { config: { activation: string } }[] };
    };
    expect(config.layers.map((layer) => layer.config.activation)).toEqual([name, name, name]);
    let inGradient: object | undefined;
    tf.grad((x) => {
      inGradient = JSON.parse(model.toJSON() as string);
      // A layer that is created from the config of another one.
      const layer = tf.layers.dense({ units: 1, activation: args.activation });
      const again = tf.layers.dense(layer.getConfig() as unknown as { units: number });
      return again.apply(x) as tf.Tensor;
    })(tf.ones([1, 1]));
    expect((inGradient as { config: object }).config).toEqual(config);
    await load(await saved(model));
  },
);

test('in training, relu has slope 0 at 0 on each backend, whatever the slope in tfjs', async () => {
  const layer = tf.layers.dense({ units: 2, activation: act('relu'), kernelInitializer: 'zeros' });
  const x = tf.ones([1, 1]);
  layer.apply(x);
  const { grads } = tf.variableGrads(() => tf.sum(layer.apply(x) as tf.Tensor) as tf.Scalar);
  for (const gradient of Object.values(grads)) await expectValues(gradient, [0, 0]);
});
