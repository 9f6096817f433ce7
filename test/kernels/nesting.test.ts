import * as tf from '@tensorflow/tfjs';
import { elementwise } from '../support/elementwise.js';
import { expectValues } from '../support/values.js';

// Shader compilers refuse code that is nested too deeply, WebGPU's without an error. Derivatives are nested more
// deeply than the formula.

const BOUND = { ulp: 16, absolute: 1e-5 };

test('a formula with 129 terms computes their sum, and its slope is 129', async () => {
  const sum = (x: tf.Tensor) => elementwise(`x${' + x'.repeat(128)}`, x);
  await expectValues(sum(tf.tensor2d([[1, 2]])), [129, 258]);
  await expectValues(tf.grad(sum)(tf.tensor2d([[1, 2]])), [129, 129]);
});

// 1 + x + x² + … is 1 / (1 - x), its derivatives are 1 / (1 - x)² and 2 / (1 - x)³.
test.each([45, 64, 150])(
  'a polynomial in Horner’s form of degree %i has the value, the slope and the curvature of its series at 1/2',
  async (degree) => {
    const formula = `${'1 + x * ('.repeat(degree)}1${')'.repeat(degree)}`;
    const polynomial = (x: tf.Tensor) => elementwise(formula, x);
    const x = tf.tensor1d([0.5, 0, -0.5, 0.25]);
    await expectValues(polynomial(x), [2, 1, 2 / 3, 4 / 3], BOUND);
    await expectValues(tf.grad(polynomial)(x), [4, 1, 4 / 9, 16 / 9], BOUND);
    const curvature = tf.grad((x) => tf.grad(polynomial)(x));
    await expectValues(curvature(x), [16, 2, 16 / 27, 128 / 27], BOUND);
  },
);

test('forty nested words and their derivative are computed', async () => {
  const formula = `${'sigmoid('.repeat(40)}x${')'.repeat(40)}`;
  const f = (x: tf.Tensor) => elementwise(formula, x);
  let [y, slope] = [0.5, 1];
  for (let i = 0; i < 40; i++) {
    y = 1 / (1 + Math.exp(-y));
    slope *= y * (1 - y);
  }
  await expectValues(f(tf.tensor1d([0.5])), [y], BOUND);
  await expectValues(tf.grad(f)(tf.tensor1d([0.5])), [slope], BOUND);
});

test('a formula of 300 numbers and its gradient are computed', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `a${i}`);
  const numbers = Object.fromEntries(names.map((name, i) => [name, i]));
  const f = (x: tf.Tensor) => elementwise(`x * (${names.join('+')})`, x, numbers);
  await expectValues(f(tf.tensor1d([1, 2])), [44850, 89700]);
  await expectValues(tf.grad(f)(tf.tensor1d([1, 2])), [44850, 44850]);
});
