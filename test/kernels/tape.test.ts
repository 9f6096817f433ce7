import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { runKernel } from '../../src/kernels/tape.js';
import { version } from '../../src/version.js';
import { expectValues } from '../support/values.js';

const { state } = tf.engine();

beforeAll(() => {
  tf.env().set('IS_TEST', false);
  ops.relu(tf.tensor1d([1])); // Activates the kernels.
});

/** The gradient of `f`, and the kernels that are on the tape after `f`. */
function record(f: (x: tf.Tensor) => tf.Tensor): { dx: tf.Tensor; names: string[] } {
  let names: string[] = [];
  const dx = tf.grad((x) => {
    const y = f(x);
    names = (state.activeTape ?? []).map(({ kernelName }) => kernelName);
    return y;
  })(tf.tensor1d([-1, 2, 3]));
  return { dx, names };
}

test('an activation is one kernel on the tape', () => {
  expect(record((x) => ops.leakyRelu(x, { alpha: 0.5 })).names).toEqual([`AdvAct${version}`]);
  expect(record((x) => ops.softmax(x, 0)).names).toEqual([`AdvSlice${version}`]);
});

const NAME = 'KernelOfThisTest';

/** Runs a kernel that saves its input and its result. */
function run(x: tf.Tensor, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const backendName = tf.getBackend();
  tf.registerKernel({
    kernelName: NAME,
    backendName,
    kernelFunc: ({ inputs }) => compute(inputs.x as tf.Tensor),
  });
  try {
    return runKernel({
      name: NAME,
      inputs: { x },
      attributes: {},
      compute: () => compute(x),
      reads: (y) => [x, y],
    });
  } finally {
    tf.unregisterKernel(NAME, backendName);
  }
}

test('the ops that a kernel runs are not recorded: the gradient is that of the kernel', async () => {
  tf.registerGradient({
    kernelName: NAME,
    gradFunc: (_, [x, y]) => ({ x: () => tf.add(tf.mul(x, 10), y) }),
  });
  const { dx, names } = record((x) => run(x, tf.square));
  tf.unregisterGradient(NAME);
  expect(names).toEqual([NAME]);
  await expectValues(dx, [-10 + 1, 20 + 4, 30 + 9]);
});

test('after a kernel that throws, gradients are recorded as before', async () => {
  const refuse = () => {
    throw new Error('refused');
  };
  expect(() => record((x) => run(x, refuse))).toThrow('refused');
  const { dx, names } = record((x) => tf.neg(ops.leakyRelu(x, { alpha: 0.5 })));
  expect(names).toEqual([`AdvAct${version}`, 'Neg']);
  await expectValues(dx, [-0.5, -1, -1]);
});
