import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// tfjs does not save the depthMultiplier of its SeparableConv2D.

/** A model of Keras without weights: these are made here. */
const separable = (args: object) => {
  const layers = [
    { class_name: 'InputLayer', config: { batch_shape: [null, 5, 5, 3], name: 'x' } },
    {
      class_name: 'SeparableConv2D',
      config: { name: 'it', filters: 4, kernel_size: [3, 2], activation: 'relu', ...args },
    },
  ];
  const model_config = { class_name: 'Sequential', config: { name: 'm', layers } };
  return fromKeras({
    load: async () => ({ modelTopology: { keras_version: '3.15.1', model_config } }),
  });
};

const multiplied = [
  { depth_multiplier: 2 },
  { depth_multiplier: 3, strides: 2, padding: 'same', use_bias: false },
  { depth_multiplier: 2, dilation_rate: 2 },
];

describe.each([...multiplied, { depth_multiplier: 1 }])('a SeparableConv2D with %j', (args) => {
  test('computes what tfjs computes by itself', async () => {
    const model = await tf.loadLayersModel(separable(args));
    const x = tf.randomNormal(
      model.inputs[0].shape.map((length) => length ?? 2),
      0,
      1,
      'float32',
      1,
    );
    const { strides = 1, padding = 'valid', dilation_rate: dilation = 1 } = args;
    const [depthwise, pointwise] = model.getWeights() as tf.Tensor4D[];
    const y = tf.relu(
      tf.separableConv2d(
        x as tf.Tensor4D,
        depthwise,
        pointwise,
        strides,
        padding as 'same',
        dilation,
      ),
    );
    const received = model.predict(x) as tf.Tensor;
    expect(received.shape).toEqual(y.shape);
    await expectValues(received, [...(await y.data())], { ulp: 0, absolute: 1e-5 });
  });

  test('computes the same when it has been saved, and saved again', async () => {
    const model = await tf.loadLayersModel(separable(args));
    const x = tf.ones([1, 5, 5, 3]);
    const expected = [...(await (model.predict(x) as tf.Tensor).data())];
    const once = await load(await saved(model));
    const again = await load(await saved(once));
    const byKeras = await tf.loadLayersModel(fromKeras({ load: () => saved(once) }));
    for (const each of [once, again, byKeras]) {
      await expectValues(each.predict(x) as tf.Tensor, expected, { ulp: 0, absolute: 1e-6 });
    }
  });
});

test.each(multiplied)('a SeparableConv2D with %j is trained', async (args) => {
  const model = await tf.loadLayersModel(separable(args));
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  const x = tf.ones([1, 5, 5, 3]);
  const target = tf.add(model.predict(x) as tf.Tensor, 1);
  const before = await model.trainOnBatch(x, target);
  expect(await model.trainOnBatch(x, target)).toBeLessThanOrEqual(Number(before));
});
