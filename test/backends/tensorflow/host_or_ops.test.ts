import * as tf from '@tensorflow/tfjs';
import { ops } from '../../../src/activations/ops.js';
import { elementwise } from '../../support/elementwise.js';
import { opsOf } from '../../support/tensorflow_ops.js';

const { gelu, silu, softmax } = ops;

/** The TensorFlow ops that `run` executes on a tensor in TensorFlow's memory. */
function opsOver(run: (x: tf.Tensor) => tf.Tensor, size: number): string[] {
  const x = tf.neg(tf.linspace(-5, 5, size));
  return opsOf(() => run(x).dispose());
}

const isOnGraphicsCard = BACKEND === 'native';
const [SMALL, LARGE] = [100, 100000];
const leaky = (x: tf.Tensor) => elementwise('x <= 0 ? alpha * x : x', x, { alpha: 0.1 });
const thresholded = (x: tf.Tensor) => elementwise('x <= theta ? 0 : x', x, { theta: 1 });

test('a small tensor is computed in JavaScript’s memory, unless it is on a graphics card', () => {
  expect(opsOver(thresholded, SMALL)).toEqual(
    isOnGraphicsCard ? ['LessEqual', 'LogicalNot', 'Cast', 'MulNoNan'] : [],
  );
  expect(opsOver((x) => softmax(x, [0]), SMALL)).toEqual(
    isOnGraphicsCard ? ['Softmax', 'Slice'] : [],
  );
});

test.each([SMALL, LARGE])(
  'a tensor of %i elements is computed by the single TensorFlow op that exists for it',
  (size) => {
    expect(opsOver(leaky, size)).toEqual(['LeakyRelu']);
  },
);

test.each([
  ['relu', 'Relu'],
  ['relu6', 'Relu6'],
  ['selu', 'Selu'],
  ['leakyRelu', 'LeakyRelu'],
  ['elu', 'Elu'],
  ['sigmoid', 'Sigmoid'],
  ['tanh', 'Tanh'],
  ['softplus', 'Softplus'],
] as const)('%s of the catalogue runs as the single op %s', (name, op) => {
  expect(opsOver(ops[name], LARGE)).toEqual([op]);
});

test('relu with the bound 6 runs as the single op Relu6', () => {
  expect(opsOver((x) => ops.relu(x, { maxValue: 6 }), LARGE)).toEqual(['Relu6']);
});

test('a gate is multiplied with MulNoNan, which gives 0 for 0 times an infinity', async () => {
  expect(opsOver(silu, LARGE)).toEqual(['Sigmoid', 'MulNoNan']);
  expect(opsOver((x) => tf.grad(silu)(x), LARGE)).toContain('MulNoNan');
});

test('a formula of many ops over a large tensor is one pass in JavaScript’s memory, unless it is on a graphics card', () => {
  const ops = opsOver(gelu, LARGE);
  expect(ops.length === 0).toBe(!isOnGraphicsCard);
});

test('a slice that contains only -Infinity is 0, and this is computed without reading from the graphics card', async () => {
  const backend = tf.backend() as unknown as { readSync: (dataId: object) => Float32Array };
  const x = tf.neg(tf.fill([2, LARGE], Infinity));
  const read = jest.spyOn(backend, 'readSync');
  const y = softmax(x, [1]);
  const sizes = read.mock.results.map(({ value }) => value.length);
  read.mockRestore();
  expect(Math.max(0, ...sizes)).toBe(isOnGraphicsCard ? 0 : 2 * LARGE);
  expect((await y.data()).every((value) => value === 0)).toBe(true);
});

describe.each([
  [2000, 64, 'Slice'],
  [4000, 32, 'Sum'],
])('%i slices of %i numbers, in which a %s looks for a NaN', (count, length, op) => {
  test('a slice that contains only -Infinity is found', async () => {
    const x = tf.concat([tf.zeros([count - 1, length]), tf.neg(tf.fill([1, length], Infinity))]);
    let y = x;
    expect(opsOf(() => (y = softmax(x, [1])))).toEqual(
      isOnGraphicsCard ? expect.arrayContaining(['Softmax', op]) : ['Softmax', op],
    );
    const values = await y.data();
    expect(values[0]).toBeCloseTo(1 / length, 6);
    expect(values.slice(-length).every((value) => value === 0)).toBe(true);
  });

  test('a -Infinity among others is no NaN to logSoftmax', async () => {
    const x = tf.concat([tf.neg(tf.fill([count, 1], Infinity)), tf.zeros([count, length - 1])], 1);
    let y = x;
    expect(opsOf(() => (y = ops.logSoftmax(x, [1])))).toEqual(['LogSoftmax', op]);
    const values = await y.data();
    expect(values[0]).toBe(-Infinity);
    expect(values[1]).toBeCloseTo(-Math.log(length - 1), 5);
  });
});
