import * as tf from '@tensorflow/tfjs';
import { elementwise } from '../../support/elementwise.js';
import { withExecuteOp } from '../../support/tensorflow_ops.js';
import { expectValues } from '../../support/values.js';

/** The number of tensors in TensorFlow's memory. */
function count(): number {
  const backend = tf.backend() as unknown as { binding: { getNumOfTensors(): number } };
  return backend.binding.getNumOfTensors();
}

/** Large enough to be computed by TensorFlow. */
const SIZE = 200000;
const thresholded = (x: tf.Tensor, theta: number) =>
  elementwise('x <= theta ? 0 : x', x, { theta });

test("constants stay in TensorFlow's memory, up to a limit", async () => {
  const x = tf.neg(tf.linspace(-1, 1, SIZE));
  const before = count();
  for (let i = 0; i < 1000; i++) thresholded(x, i / 1000).dispose();
  expect(count() - before).toBeLessThanOrEqual(257);
  const values = Array.from(await x.data(), (value) => (value <= 0.25 ? 0 : value));
  await expectValues(thresholded(x, 0.25), values, { ulp: 0, absolute: 0 });
});

test('zero and minus zero are kept as two constants', async () => {
  const x = tf.neg(tf.ones([SIZE]));
  const divided = (by: number) => elementwise('x / by + abs(x) / 2', x, { by });
  await expectValues(divided(0), Array(SIZE).fill(-Infinity));
  await expectValues(divided(-0), Array(SIZE).fill(Infinity));
});

test('an op that fails leaves no tensors behind', () => {
  const x = tf.neg(tf.linspace(-1, 1, SIZE));
  thresholded(x, 0.5).dispose();
  const before = count();
  const withoutMemory = (op: string, next: () => unknown) => {
    if (op === 'MulNoNan') throw new Error('no memory');
    return next();
  };
  withExecuteOp(withoutMemory, () => {
    expect(() => thresholded(x, 0.5)).toThrow('no memory');
  });
  expect(count()).toBe(before);
});
