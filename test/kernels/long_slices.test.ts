import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { references } from '../support/slices.js';
import { expectValues } from '../support/values.js';

const { hardmax, softmax, sparsemax } = ops;

describe('a slice of a million elements sums to 1 within 1e-6, or 5e-6 where tfjs or TensorFlow adds them:', () => {
  const MILLION = 1e6;
  const bound = ['native', 'unpacked', 'composed'].includes(BACKEND) ? 5e-6 : 1e-6;
  test.each<[string, (i: number) => number]>([
    ['random elements', (i) => 4 * Math.sin(i * i)],
    ['equal elements', () => 0.3],
    ['all elements equal except one', (i) => (i === 1234 ? 0 : -0.1)],
    ['falling elements', (i) => (-10 * i) / MILLION],
  ])('%s', async (_, value) => {
    const x = Float32Array.from({ length: MILLION }, (_, i) => value(i));
    for (const columns of [1, 2]) {
      const values = Float32Array.from({ length: columns * MILLION }, (_, i) => x[i % MILLION]);
      const y = await softmax(tf.tensor(values, [MILLION, columns]), [0]).data();
      let sum = 0;
      for (let i = 0; i < y.length; i += columns) sum += y[i];
      expect(Math.abs(sum - 1)).toBeLessThan(bound);
    }
  });
});

describe('for a slice of a million elements, or of ten thousand if tfjs computes it without kernels:', () => {
  const length = ['composed', 'interpreted'].includes(BACKEND) ? 1e4 : 1e6;
  const x = Float32Array.from({ length }, (_, i) => 4 * Math.sin(i * i));
  let expected: number[];
  beforeAll(() => {
    expected = references.sparsemax.value([...x]);
  });

  test.each([1, 2])(
    'sparsemax with %d elements in its support equals its definition within 1e-6',
    async (n) => {
      const values = Float32Array.from({ length: n * length }, (_, i) => x[Math.floor(i / n)]);
      const y = sparsemax(tf.tensor(values, [length, n]), 0);
      const received = tf.slice(y, [0, n - 1], [length, 1]);
      await expectValues(received, expected, { ulp: 0, absolute: 1e-6 });
    },
  );

  test('hardmax finds the largest element', async () => {
    const place = 0.7 * length;
    const y = hardmax(tf.tensor1d(x.map((value, i) => (i < place ? value : value + 4))));
    const first = x.reduce((best, value, i) => (i >= place && value > x[best] ? i : best), place);
    const sums = tf.stack([tf.sum(y), tf.sum(tf.slice(y, [first], [1]))]);
    await expectValues(sums, [1, 1]);
  });
});
