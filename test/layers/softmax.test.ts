import * as tf from '@tensorflow/tfjs';
import { layers, Softmax } from '../../src/index.js';
import { expectValues } from '../support/values.js';

// test/activations/ops.test.ts and test/kernels/slicewise.test.ts test values, masks and gradients.

test('the default axis is the last one', async () => {
  const layer = layers.softmax();
  expect(layer.getConfig()).toMatchObject({ axis: -1 });
  await expectValues(layer.apply(tf.zeros([1, 2, 4])) as tf.Tensor, Array(8).fill(1 / 4));
});

test.each([
  [1, 1 / 2],
  [-1, 1 / 4],
  [0, 1 / 3],
  [[1, 2], 1 / 8],
  [[-1, 0], 1 / 12],
])('along axis %j of three', async (axis, each) => {
  const y = layers.softmax({ axis }).apply(tf.zeros([3, 2, 4])) as tf.Tensor;
  await expectValues(y, Array(24).fill(each));
});

test('the config contains the axis as it was given', () => {
  expect(layers.softmax({ axis: [1, 2] }).getConfig()).toMatchObject({ axis: [1, 2] });
  expect(layers.softmax({ axis: 1 }).getConfig()).toMatchObject({ axis: 1 });
});

test('apply accepts a mask', async () => {
  const mask = tf.tensor2d([[1, 1, 0]]);
  const y = layers.softmax().apply(tf.zeros([1, 3]), { mask }) as tf.Tensor;
  await expectValues(y, [0.5, 0.5, 0]);
});

test('a mask that is not a tensor is refused with an error that shows it', () => {
  const apply = (mask: unknown) => () => layers.softmax().apply(tf.zeros([1, 3]), { mask });
  expect(apply([[1, 1, 0]])).toThrow('Received: mask=[[1,1,0]]');
  expect(apply([tf.tensor2d([[1, 1, 0]])])).toThrow('needs a tensor');
});

test('the mask of an embedding masks time steps', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({
        inputDim: 5,
        outputDim: 2,
        inputLength: 3,
        maskZero: true,
        embeddingsInitializer: 'ones',
      }),
      layers.softmax({ axis: 1 }),
    ],
  });
  const y = model.predict(
    tf.tensor2d([
      [4, 2, 0],
      [0, 0, 0],
    ]),
  ) as tf.Tensor;
  const h = 1 / 2;
  await expectValues(y, [h, h, h, h, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test.each([
  [
    { axis: 0.5 },
    'The axis of a Softmax layer must be an integer or a list of integers. Received: axis=0.5',
  ],
  [{ axis: '1' }, 'Received: axis="1"'],
  [{ axis: [] }, 'Received: axis=[]'],
  [{ axis: [1, 1] }, 'The axis of a Softmax layer must be different axes. Received: axis=[1,1]'],
  [
    { axis: 2, inputShape: [3] },
    'The axis of a Softmax layer must lie between -2 and 1 for an input of rank 2. Received: axis=[2]',
  ],
  [{ axis: [1, -1], inputShape: [3] }, 'must be different axes. Received: axis=[1,-1]'],
])('refuses %j when it is created', (args, message) => {
  expect(() => new Softmax(args as object)).toThrow(message);
});

test('refuses an axis that the input does not have when it is called', () => {
  const layer = layers.softmax({ axis: 2 });
  expect(() => layer.apply(tf.zeros([2, 2]))).toThrow('for an input of rank 2');
  layer.apply(tf.zeros([2, 2, 2]));
  expect(() => layer.apply(tf.zeros([2, 2]))).toThrow('for an input of rank 2');
});

test('one layer takes inputs of other shapes and ranks in turn, with the gradients of tf.softmax', async () => {
  const layer = layers.softmax();
  const shapes = [[2, 3], [3, 2], [2, 2, 3], [6], [2, 3]];
  for (const [seed, shape] of shapes.entries()) {
    const x = tf.randomNormal(shape, 0, 1, 'float32', seed);
    const weights = tf.randomNormal(shape, 0, 1, 'float32', 10 + seed);
    const weighted = (softmax: (x: tf.Tensor) => tf.Tensor) =>
      tf.valueAndGrad((x) => softmax(x).mul(weights).sum())(x);
    const ours = weighted((x) => layer.apply(x) as tf.Tensor);
    const stock = weighted((x) => tf.softmax(x));
    await expectValues(ours.value, stock.value, { ulp: 4, absolute: 1e-6 });
    await expectValues(ours.grad, stock.grad, { ulp: 4, absolute: 1e-6 });
  }
});
