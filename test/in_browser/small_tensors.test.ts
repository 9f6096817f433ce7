import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { elementwise } from '../support/elementwise.js';
import { expectNoLeak, expectValues, random } from '../support/values.js';

// Unless a setting forbids it, tfjs computes a small tensor in JavaScript's memory, if the graphics card does not have
// it.

const isWebgpu = () => tf.getBackend() === 'webgpu';
const allowOnHost = (isAllowed: boolean) =>
  tf.env().set(isWebgpu() ? 'WEBGPU_CPU_FORWARD' : 'WEBGL_CPU_FORWARD', isAllowed);

let programs = 0;

beforeAll(() => {
  allowOnHost(true);
  const backend = tf.backend() as unknown as Record<string, (...args: unknown[]) => unknown>;
  const name = isWebgpu() ? 'runWebGPUProgram' : 'runWebGLProgram';
  const run = backend[name];
  backend[name] = function (...args) {
    programs++;
    return run.apply(this, args);
  };
});

afterAll(() => allowOnHost(false));

/** The number of programs that run. */
function programsOf(run: () => void): number {
  const before = programs;
  run();
  return programs - before;
}

/** A vector in the memory of the graphics card. */
function onCard(values: number[]): tf.Tensor1D {
  allowOnHost(false);
  const tensor = tf.neg(tf.tensor1d(values.map((x) => -x)));
  allowOnHost(true);
  return tensor;
}

const elu = (x: number) => (x <= 0 ? Math.expm1(x) : x);
const slopeOfElu = (x: number) => (x <= 0 ? Math.exp(x) : 1);

/** Softmax of rows of ten. */
function softmax(x: number[]): number[] {
  const powers = x.map(Math.exp);
  const sums = sumsOfTens(powers);
  return powers.map((power, i) => power / sums[i]);
}

/** For each element the sum of its row. */
function sumsOfTens(x: number[]): number[] {
  return x.map((_, i) => {
    const start = i - (i % 10);
    return x.slice(start, start + 10).reduce((sum, each) => sum + each, 0);
  });
}

test('a small tensor is computed without a program, forward and backward', async () => {
  const [x, dy] = [random(100), random(100, 1, 2)];
  const tensors = [tf.tensor1d(x), tf.tensor1d(dy)];
  let [y, dx]: tf.Tensor[] = [];
  const count = programsOf(() => {
    y = ops.elu(tensors[0]);
    dx = tf.grad((x) => ops.elu(x))(tensors[0], tensors[1]);
  });
  expect(count).toBe(0);
  await expectValues(y, x.map(elu));
  await expectValues(
    dx,
    x.map((x, i) => dy[i] * slopeOfElu(x)),
  );
  expectNoLeak(() => ops.elu(tensors[0]));
});

test('so are small slices', async () => {
  const [x, dy] = [random(100), random(100, 1, 2)];
  const tensors = [tf.tensor2d(x, [10, 10]), tf.tensor2d(dy, [10, 10])];
  let [y, dx]: tf.Tensor[] = [];
  const count = programsOf(() => {
    y = ops.softmax(tensors[0]);
    dx = tf.grad((x) => ops.softmax(x))(tensors[0], tensors[1]);
  });
  expect(count).toBe(0);
  const exact = softmax(x);
  const sums = sumsOfTens(exact.map((y, i) => y * dy[i]));
  await expectValues(y, exact);
  await expectValues(
    dx,
    exact.map((y, i) => y * (dy[i] - sums[i])),
  );
  expectNoLeak(() => ops.softmax(tensors[0]));
});

test('what is large or on the graphics card is computed there', async () => {
  const x = random(100);
  const tensors = [onCard(x), tf.tensor1d(random(1000))];
  for (const tensor of tensors) {
    for (const run of [ops.elu, ops.softmax]) {
      expect(programsOf(() => run(tensor))).toBeGreaterThan(0);
    }
  }
  await expectValues(ops.elu(tensors[0]), x.map(elu));
});

test('a parameter is read from the memory in which it is', async () => {
  const [x, alpha] = [random(100), random(100, 1, 2)];
  const exact = x.map((x, i) => (x <= 0 ? alpha[i] * x : x));
  let y: tf.Tensor | undefined;
  const run = (alpha: tf.Tensor) => programsOf(() => (y = ops.prelu(tf.tensor1d(x), { alpha })));
  expect(run(tf.tensor1d(alpha))).toBe(0);
  await expectValues(y as unknown as tf.Tensor, exact);
  expect(run(onCard(alpha))).toBeGreaterThan(0);
  await expectValues(y as unknown as tf.Tensor, exact);
});

test('a small parameter of a large tensor is not enough to compute it in JavaScript’s memory', async () => {
  const alpha = random(100);
  const x = tf.zeros([50, 100]);
  let y: tf.Tensor | undefined;
  const count = programsOf(() => (y = elementwise('2 * alpha', x, { alpha: tf.tensor1d(alpha) })));
  expect(count).toBeGreaterThan(0);
  const exact = Array.from({ length: 5000 }, (_, i) => 2 * alpha[i % 100]);
  await expectValues(y as unknown as tf.Tensor, exact);
});

test.each(['int32', 'bool'] as const)('small tensors of %s are converted', async (dtype) => {
  const x = dtype === 'bool' ? [0, 1, 1] : [-2, 0, 3];
  let y: tf.Tensor | undefined;
  expect(programsOf(() => (y = ops.elu(tf.tensor1d(x, dtype))))).toBe(0);
  await expectValues(y as unknown as tf.Tensor, x.map(elu));
});
