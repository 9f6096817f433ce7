import * as tf from '@tensorflow/tfjs';
import { layers, ops } from '../../src/index.js';
import { expectValues } from '../support/values.js';

// Some activations are constant beyond an upper or a lower bound. At the bound itself the slope is 0, as for
// TensorFlow's Relu6Grad and for relu6, hardtanh and hardsigmoid of PyTorch. A step of 1/64 inside the bounds it is
// not 0.

type Op = (x: tf.Tensor) => tf.Tensor;

const STEP = 1 / 64;

test.each<[name: string, op: Op, lower: number, upper: number, slope: number]>([
  ['relu', ops.relu, 0, Infinity, 1],
  ['relu, maxValue 2', (x) => ops.relu(x, { maxValue: 2 }), 0, 2, 1],
  ['relu, maxValue 6', (x) => ops.relu(x, { maxValue: 6 }), 0, 6, 1],
  ['relu, maxValue 1', (x) => ops.relu(x, { maxValue: 1 }), 0, 1, 1],
  ['relu, maxValue as a tensor', (x) => ops.relu(x, { maxValue: tf.scalar(2) }), 0, 2, 1],
  ['ReLU', (x) => layers.reLU({ maxValue: 2 }).apply(x) as tf.Tensor, 0, 2, 1],
  ['relu6', ops.relu6, 0, 6, 1],
  ['hardTanh', ops.hardTanh, -1, 1, 1],
  ['hardTanh, -2 to 3', (x) => ops.hardTanh(x, { minValue: -2, maxValue: 3 }), -2, 3, 1],
  ['hardTanh, minValue as a tensor', (x) => ops.hardTanh(x, { minValue: tf.scalar(-2) }), -2, 1, 1],
  ['HardTanh', (x) => layers.hardTanh({ maxValue: 2 }).apply(x) as tf.Tensor, -1, 2, 1],
  ['srelu', (x) => ops.srelu(x, { tLeft: -1, aLeft: 0, tRight: 2, aRight: 0 }), -1, 1, 1],
  ['hardSigmoid', ops.hardSigmoid, -2.5, 2.5, 0.2],
  ['hardSigmoid6', ops.hardSigmoid6, -3, 3, 1 / 6],
  ['sparseSigmoid', ops.sparseSigmoid, -1, 1, 0.5],
])('%s has slope 0 at its bounds and returns NaN for NaN', async (_, op, lower, upper, slope) => {
  // Infinite at the bounds, to check that the upstream gradient is not multiplied by the slope 0.
  const at = [lower, upper].filter(Number.isFinite);
  const within = at.map((bound) => bound + (bound === lower ? STEP : -STEP));
  const dy = [...at.map(() => Infinity), ...within.map(() => 1)];
  const x = tf.tensor1d([...at, ...within]);
  const expected = [...at.map(() => 0), ...within.map(() => slope)];
  await expectValues(tf.grad(op)(x, tf.tensor1d(dy)), expected);
  await expectValues(op(tf.tensor1d([Number.NaN])), [Number.NaN]);
  const [least, most] = await op(tf.tensor1d([lower, Math.min(upper, 9)])).data();
  await expectValues(op(tf.tensor1d([lower - 1, Math.min(upper, 9) + 1])), [
    least,
    upper === Infinity ? 10 : most,
  ]);
});
