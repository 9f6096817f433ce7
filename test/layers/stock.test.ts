import * as tf from '@tensorflow/tfjs';
import { layers, ops } from '../../src/index.js';
import { boundOfBackend, boundOfStock, expectValues, random } from '../support/values.js';

// `tf.layers` creates tfjs's own layers: registering the layers of this package does not change its functions.

const apply = (layer: tf.layers.Layer, x: tf.Tensor) => layer.apply(x) as tf.Tensor;

describe('if the layer of the same name in tfjs is correct, this one computes the same', () => {
  const x = random(60, 4);
  test.each<[string, tf.layers.Layer, tf.layers.Layer]>([
    ['LeakyReLU', layers.leakyReLU({ alpha: 0.2 }), tf.layers.leakyReLU({ alpha: 0.2 })],
    ['LeakyReLU by default', layers.leakyReLU(), tf.layers.leakyReLU()],
    ['ELU', layers.elu(), tf.layers.elu()],
    ['ReLU', layers.reLU(), tf.layers.reLU()],
    ['ReLU with a bound', layers.reLU({ maxValue: 2 }), tf.layers.reLU({ maxValue: 2 })],
    ['ThresholdedReLU', layers.thresholdedReLU(), tf.layers.thresholdedReLU()],
    ['Softmax on the last axis', layers.softmax(), tf.layers.softmax({ axis: -1 })],
    [
      'PReLU',
      layers.prelu({ alphaInitializer: 'ones', sharedAxes: [1] }),
      tf.layers.prelu({ alphaInitializer: 'ones', sharedAxes: [1] }),
    ],
  ])('%s', async (_name, ours, stock) => {
    const input = tf.tensor(x, [3, 4, 5]);
    await expectValues(apply(ours, input), apply(stock, input), boundOfStock());
  });
});

describe('bugs of tfjs 4.22 are fixed here:', () => {
  const trains = async (layer: tf.layers.Layer) => {
    const dense = tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'ones' });
    const model = tf.sequential({ layers: [dense, layer] });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    const [x, y] = [tf.ones([1, 2]), tf.zeros([1, 2])];
    const first = (await model.trainOnBatch(x, y)) as number;
    const second = (await model.trainOnBatch(x, y)) as number;
    return second < first;
  };

  test('ThresholdedReLU trains', async () => {
    expect(await trains(layers.thresholdedReLU())).toBe(true);
  });

  test('ELU with an alpha other than 1 computes and trains', async () => {
    const y = apply(layers.elu({ alpha: 0.5 }), tf.tensor1d([-1]));
    await expectValues(y, [0.5 * Math.expm1(-1)], boundOfBackend());
    expect(await trains(layers.elu({ alpha: 0.5 }))).toBe(true);
  });

  test('Softmax works on any axis, and on the last by default', async () => {
    const x = tf.zeros([2, 4, 5]);
    await expectValues(apply(layers.softmax({ axis: 1 }), x), Array(40).fill(1 / 4));
    await expectValues(apply(layers.softmax(), x), Array(40).fill(1 / 5));
  });

  test('Softmax uses the mask that its input carries, and returns 0 for a fully masked row', async () => {
    const masking = tf.layers.masking({ inputShape: [2, 2] });
    const model = tf.sequential({ layers: [masking, layers.softmax()] });
    const y = model.predict(
      tf.tensor3d([
        [
          [1, 1],
          [0, 0],
        ],
      ]),
    ) as tf.Tensor;
    await expectValues(y, [0.5, 0.5, 0, 0]);
  });

  test('logSoftmax works on any axis, and returns -Infinity for a slice that contains only -Infinity', async () => {
    await expectValues(ops.logSoftmax(tf.zeros([2, 2]), 0), Array(4).fill(Math.log(1 / 2)));
    await expectValues(ops.logSoftmax([-Infinity, -Infinity]), [-Infinity, -Infinity]);
  });

  test('ReLU uses negative_slope and threshold of a Keras config', async () => {
    const layer = layers.reLU({ negative_slope: 0.5, threshold: 1, max_value: null });
    await expectValues(apply(layer, tf.tensor1d([-1, 0.5, 2])), [-1, -0.25, 2]);
  });

  test('a model of Keras 3 with a negative_slope of LeakyReLU loads with that slope', async () => {
    const config = { name: 'leaky', trainable: true, negative_slope: 0.01 };
    const topology = {
      class_name: 'Sequential',
      config: {
        name: 'model',
        layers: [
          { class_name: 'InputLayer', config: { batch_input_shape: [null, 1], name: 'in' } },
          { class_name: 'LeakyReLU', config },
        ],
      },
    };
    const model = await tf.models.modelFromJSON(topology as unknown as tf.io.ModelJSON);
    await expectValues(model.predict(tf.tensor2d([[-2]])) as tf.Tensor, [-0.02]);
  });

  describe('second-order gradients are within 2e-3 of a central difference of the first', () => {
    test.each<[string, tf.layers.Layer]>([
      ['ReLU with a bound', layers.reLU({ maxValue: 2 })],
      ['LeakyReLU', layers.leakyReLU()],
      ['PReLU', layers.prelu({ alphaInitializer: 'ones' })],
      ['ELU', layers.elu()],
      ['Softmax', layers.softmax()],
    ])('%s', async (_name, layer) => {
      const at = [-1.5, -0.25, 0.5, 2.5];
      // Squaring makes the second derivative of a piecewise linear layer non-zero.
      const f = (x: tf.Tensor) => tf.sum(tf.square(apply(layer, x)));
      const first = (x: number[]) => tf.grad(f)(tf.tensor2d([x]));
      const v = tf.tensor2d([[1, -2, 0.5, 3]]);
      const second = tf.grad((x) => tf.sum(tf.mul(tf.grad(f)(x), v)))(tf.tensor2d([at]));
      const step = 2 ** -7;
      const along = async (i: number, by: number) => {
        const moved = at.map((value, j) => (i === j ? value + by : value));
        return (await tf.sum(tf.mul(first(moved), v)).data())[0];
      };
      const expected: number[] = [];
      for (const i of at.keys()) {
        expected.push(((await along(i, step)) - (await along(i, -step))) / (2 * step));
      }
      await expectValues(second, expected, { ulp: 0, absolute: 2e-3 });
    });
  });

  test('extreme inputs give the correct limits: relu(-∞), leaky(+∞), relu6(+∞), relu6(NaN), elu(NaN), prelu(±∞)', async () => {
    const at = (layer: tf.layers.Layer, ...x: number[]) => apply(layer, tf.tensor2d([x]));
    await expectValues(at(layers.reLU(), -Infinity), [0]);
    await expectValues(at(layers.leakyReLU(), Infinity), [Infinity]);
    await expectValues(at(layers.reLU({ maxValue: 6 }), Infinity, Number.NaN), [6, Number.NaN]);
    await expectValues(at(layers.elu(), Number.NaN), [Number.NaN]);
    const prelu = layers.prelu({ alphaInitializer: 'ones' });
    await expectValues(at(prelu, Infinity, -Infinity), [Infinity, -Infinity]);
  });

  test('a PReLU whose alpha has the wrong shape is an error, and no other memory is read', () => {
    const layer = layers.prelu();
    layer.build([null, 2]);
    layer.inputSpec = [];
    expect(() => apply(layer, tf.zeros([1, 3]))).toThrow(
      'A parameter must broadcast to the shape of x, [1,3]. Received: alpha of shape [2]',
    );
  });

  test('int32 input is accepted: ELU and LeakyReLU compute, and ReLU returns float32', async () => {
    const x = tf.tensor1d([-1, 2], 'int32');
    await expectValues(apply(layers.elu(), x), [Math.expm1(-1), 2], boundOfBackend());
    await expectValues(apply(layers.leakyReLU(), x), [-0.3, 2]);
    expect(apply(layers.reLU(), x).dtype).toBe('float32');
  });
});
