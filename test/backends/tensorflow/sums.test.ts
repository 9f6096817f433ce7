import * as tf from '@tensorflow/tfjs';
import { evaluator } from '../../../src/formula/evaluate.js';
import { parse } from '../../../src/formula/parse.js';
import { elementwise } from '../../../src/kernels/elementwise.js';
import { opsOf } from '../../support/tensorflow_ops.js';
import { boundOfBackend, expectValues, random } from '../../support/values.js';

// Large enough that TensorFlow's ops are faster than JavaScript's memory.
const [ROWS, CHANNELS] = [5000, 16];
const x = random(ROWS * CHANNELS);
const bias = random(CHANNELS, 1, 2);
const other = random(ROWS * CHANNELS, 2, 3);

test.each([
  ['x + bias <= 0 ? 0 : x + bias', ['AddV2', 'Relu']],
  ['x + bias <= 0 ? alpha * (x + bias) : x + bias', ['AddV2', 'LeakyRelu']],
  ['x + bias + other <= 0 ? 0 : x + bias + other', ['AddV2', 'AddV2', 'Relu']],
  ['x * other + bias <= 0 ? 0 : x * other + bias', ['Mul', 'AddV2', 'Relu']],
])('the formula %s runs as a sum followed by the op for the rest', async (text, ops) => {
  const formula = parse(text);
  const tensors = {
    bias: tf.tensor1d(bias),
    other: tf.tensor2d(other, [ROWS, CHANNELS]),
    alpha: 0.25,
  };
  const input = tf.tensor2d(x, [ROWS, CHANNELS]);
  // A tensor that was written and not read yet is in JavaScript's memory.
  const onTensorflow = tf.add(input, 0);
  let y = onTensorflow;
  const ran = opsOf(() => {
    y = elementwise(formula, onTensorflow, tensors);
  });
  expect(ran).toEqual(ops);
  const exact = evaluator(formula, ['x', 'bias', 'other', 'alpha']);
  const expected = x.map((each, i) => exact(each, bias[i % CHANNELS], other[i], 0.25));
  await expectValues(y, expected, { ...boundOfBackend(), absolute: 1e-6 });
});

test.each([
  ...['x * (bias + other)', '(x + bias) * x', 'x + bias', 'min(x + bias, bias)'],
  ...['max(x * other + bias, x)', 'max(x * (other + bias) + bias, 0)'],
])('the formula %s, which is not a function of a sum with x, is correct', async (text) => {
  const formula = parse(text);
  const tensors = { bias: tf.tensor1d(bias), other: tf.tensor2d(other, [ROWS, CHANNELS]) };
  const y = elementwise(formula, tf.tensor2d(x, [ROWS, CHANNELS]), tensors);
  const exact = evaluator(formula, ['x', 'bias', 'other']);
  const expected = x.map((each, i) => exact(each, bias[i % CHANNELS], other[i]));
  await expectValues(y, expected, { ...boundOfBackend(), absolute: 4e-6 });
});
