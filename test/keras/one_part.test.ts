import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import * as keras from '../../src/keras/layers/index.js';
import { expectValues } from '../support/values.js';

// What has one part only: tfjs computes no gradient of `tf.split` and `tf.unstack` then.

const depthwise: [string, () => tf.layers.Layer, number[]][] = [
  ['DepthwiseConv1D', () => new keras.DepthwiseConv1D({ kernelSize: 1 }), [2, 3, 4]],
  ['DepthwiseConv2D', () => new keras.DepthwiseConv2D({ kernelSize: 1 }), [2, 3, 2, 4]],
];

test.each(depthwise)(
  'a %s with windows of one element has the gradient of a product',
  async (_, make, shape) => {
    const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
    const layer = make();
    layer.apply(x);
    const kernel = layer.getWeights()[0];
    const loss = (y: tf.Tensor) => tf.sum(tf.square(y)).asScalar();
    const { grads } = tf.variableGrads(() => loss(layer.apply(x) as tf.Tensor));

    const expected = tf.grad((w) => loss(tf.mul(x, w)))(tf.reshape(kernel, [4]));
    const [ofKernel] = Object.values(grads).filter(({ rank }) => rank > 1);
    expect(ofKernel.shape).toEqual(kernel.shape);
    await expectValues(ofKernel, [...(await expected.data())], { ulp: 0, absolute: 1e-5 });
  },
);

test('a SeparableConv1D with windows of one element is trained', async () => {
  const layer = new keras.SeparableConv1D({ filters: 2, kernelSize: 1, inputShape: [3, 4] });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
  const x = tf.ones([2, 3, 4]);
  const before = await model.trainOnBatch(x, tf.ones([2, 3, 2]));
  expect(await model.trainOnBatch(x, tf.ones([2, 3, 2]))).toBeLessThan(Number(before));
});

const KERAS_3 = '3.15.1';
const KERAS_2 = '2.15.0';
const tensorOf = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 1, 4], dtype: 'float32', keras_history: [name, 0, 0] },
});
/** An op of Keras 3, or a function of TensorFlow in Keras 2, behind a Dense layer. */
const ops: [string, string, object, (name: string) => unknown[]][] = [
  [
    'Unstack',
    KERAS_3,
    { name: 'op', num: 1, axis: 1 },
    (name) => [{ args: [tensorOf(name)], kwargs: {} }],
  ],
  [
    'Split',
    KERAS_3,
    { name: 'op', indices_or_sections: 1, axis: 2 },
    (name) => [{ args: [tensorOf(name)], kwargs: {} }],
  ],
  [
    'TFOpLambda',
    KERAS_2,
    { name: 'op', function: 'unstack' },
    (name) => [[name, 0, 0, { axis: 1 }]],
  ],
  [
    'TFOpLambda',
    KERAS_2,
    { name: 'op', function: 'split' },
    (name) => [[name, 0, 0, { num_or_size_splits: [4], axis: 2 }]],
  ],
];

test.each(ops)(
  '%s of Keras %s with %j is trained',
  async (class_name, keras_version, config, calls) => {
    const layer = (name: string, of: string, args: object, inbound_nodes: unknown[]) => ({
      ...{ class_name: of, name, config: { name, ...args }, inbound_nodes },
    });
    const isKeras3 = keras_version === KERAS_3;
    const shape = { [isKeras3 ? 'batch_shape' : 'batch_input_shape']: [null, 1, 4] };
    const ofDense = isKeras3 ? [{ args: [tensorOf('x')], kwargs: {} }] : [['x', 0, 0, {}]];
    const layers = [
      layer('x', 'InputLayer', { ...shape, dtype: 'float32' }, []),
      layer('dense', 'Dense', { units: 4 }, ofDense),
      layer('op', class_name, config, calls('dense')),
    ];
    const places = { input_layers: [['x', 0, 0]], output_layers: [['op', 0, 0]] };
    const model_config = { class_name: 'Functional', config: { name: 'm', layers, ...places } };
    const load = async () => ({ modelTopology: { keras_version, model_config } });
    const model = await tf.loadLayersModel(fromKeras({ load }));
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    const x = tf.ones([2, 1, 4]);
    const target = tf.ones([2, ...model.outputs[0].shape.slice(1)] as number[]);
    const before = await model.trainOnBatch(x, target);
    expect(await model.trainOnBatch(x, target)).toBeLessThan(Number(before));
  },
);
