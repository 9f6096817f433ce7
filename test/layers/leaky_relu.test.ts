import * as tf from '@tensorflow/tfjs';
import { LeakyReLU } from '../../src/index.js';

test('works', () => {
  const y = new LeakyReLU().apply(tf.tensor1d([-2, 3])) as tf.Tensor;
  expect([...y.dataSync()]).toEqual([Math.fround(-0.6), 3]);
});
