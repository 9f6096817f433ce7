import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { elementwise } from '../support/elementwise.js';
import { refuseModulesAbove } from '../support/refusing_engine.js';
import { expectValues, random } from '../support/values.js';

// By default, tfjs computes a small tensor in JavaScript's memory if it is not in GPU memory.

const isWebgpu = () => tf.getBackend() === 'webgpu';
const allowOnHost = (isAllowed: boolean) =>
  tf.env().set(isWebgpu() ? 'WEBGPU_CPU_FORWARD' : 'WEBGL_CPU_FORWARD', isAllowed);

/** The smallest number of elements that is not small. */
const limit = () => (isWebgpu() ? 1000 : 128);

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

/** The result of a computation, and whether a program has run. */
function watched<T>(run: () => T): { result: T; ranOnGpu: boolean } {
  const before = programs;
  const result = run();
  return { result, ranOnGpu: programs > before };
}

/** A vector in GPU memory. */
function onGpu(values: number[]): tf.Tensor1D {
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

/** Fails if a computation leaves data in the backend. */
function expectNoData(run: () => tf.Tensor) {
  const before = tf.backend().numDataIds();
  run().dispose();
  expect(tf.backend().numDataIds()).toBe(before);
}

test('small tensors are computed without a program, forward and backward', async () => {
  const [x, dy] = [random(100), random(100, 1, 2)];
  const tensors = [tf.tensor1d(x), tf.tensor1d(dy)];
  const { result, ranOnGpu } = watched(() => [
    ops.elu(tensors[0]),
    tf.grad((x) => ops.elu(x))(tensors[0], tensors[1]),
  ]);
  expect(ranOnGpu).toBe(false);
  const [y, dx] = result;
  await expectValues(y, x.map(elu));
  await expectValues(
    dx,
    x.map((x, i) => dy[i] * slopeOfElu(x)),
  );
  expectNoData(() => ops.elu(tensors[0]));
});

test('small slices are computed without a program, forward and backward', async () => {
  const [x, dy] = [random(100), random(100, 1, 2)];
  const tensors = [tf.tensor2d(x, [10, 10]), tf.tensor2d(dy, [10, 10])];
  const { result, ranOnGpu } = watched(() => [
    ops.softmax(tensors[0]),
    tf.grad((x) => ops.softmax(x))(tensors[0], tensors[1]),
  ]);
  expect(ranOnGpu).toBe(false);
  const [y, dx] = result;
  const exact = softmax(x);
  const sums = sumsOfTens(exact.map((y, i) => y * dy[i]));
  await expectValues(y, exact);
  await expectValues(
    dx,
    exact.map((y, i) => y * (dy[i] - sums[i])),
  );
  expectNoData(() => ops.softmax(tensors[0]));
});

test.each([
  ['elu', ops.elu],
  ['softmax', ops.softmax],
] as const)('%s of a large tensor, or of one in GPU memory, is computed there', (_, op) => {
  const isOnGpu = (make: () => tf.Tensor) => {
    const x = make();
    return watched(() => op(x)).ranOnGpu;
  };
  expect(isOnGpu(() => tf.tensor1d(random(limit() - 1)))).toBe(false);
  expect(isOnGpu(() => tf.tensor1d(random(limit())))).toBe(true);
  expect(isOnGpu(() => onGpu(random(100)))).toBe(true);
});

test('a parameter is read from the memory in which it is', async () => {
  const [x, alpha] = [random(100), random(100, 1, 2)];
  const run = (alpha: tf.Tensor) => watched(() => ops.prelu(tf.tensor1d(x), { alpha }));
  const exact = x.map((x, i) => (x <= 0 ? alpha[i] * x : x));
  for (const [tensor, isOnGpu] of [
    [tf.tensor1d(alpha), false],
    [onGpu(alpha), true],
  ] as const) {
    const { result, ranOnGpu } = run(tensor);
    expect(ranOnGpu).toBe(isOnGpu);
    await expectValues(result, exact);
  }
});

test('a parameter of small tensors broadcasts', async () => {
  const [x, alpha] = [random(60), [0.5, 2, 3]];
  const { result, ranOnGpu } = watched(() =>
    ops.prelu(tf.tensor3d(x, [4, 3, 5]), { alpha: tf.tensor2d(alpha, [3, 1]) }),
  );
  expect(ranOnGpu).toBe(false);
  await expectValues(
    result,
    x.map((x, i) => (x <= 0 ? alpha[Math.floor(i / 5) % 3] * x : x)),
  );
});

test('a large tensor is computed on the GPU even if the formula reads only a small parameter', async () => {
  const alpha = random(100);
  const x = tf.zeros([50, 100]);
  const run = () => elementwise('2 * alpha', x, { alpha: tf.tensor1d(alpha) });
  const { result, ranOnGpu } = watched(run);
  expect(ranOnGpu).toBe(true);
  await expectValues(
    result,
    Array.from({ length: 5000 }, (_, i) => 2 * alpha[i % 100]),
  );
});

test.each(['int32', 'bool'] as const)('small tensors of %s are converted', async (dtype) => {
  const x = dtype === 'bool' ? [0, 1, 1] : [-2, 0, 3];
  const { result, ranOnGpu } = watched(() => ops.elu(tf.tensor1d(x, dtype)));
  expect(ranOnGpu).toBe(false);
  await expectValues(result, x.map(elu));
});

test('small tensors may be empty, a single number, NaN or infinite', async () => {
  expect(ops.elu(tf.zeros([0, 3])).shape).toEqual([0, 3]);
  expect(ops.softmax(tf.zeros([0, 3])).shape).toEqual([0, 3]);
  await expectValues(ops.elu(tf.scalar(2)), [2]);
  const x = [Number.NaN, -Infinity, Infinity];
  await expectValues(ops.elu(tf.tensor1d(x)), [Number.NaN, -1, Infinity]);
  const rows = tf.tensor2d([Number.NaN, 1, -Infinity, 1, -Infinity, -Infinity], [3, 2]);
  await expectValues(ops.softmax(rows), [Number.NaN, Number.NaN, 0, 1, 0, 0]);
});

test('small tensors of another backend are moved', async () => {
  const name = tf.getBackend();
  await tf.setBackend('cpu');
  const x = tf.tensor1d([-1, 2]);
  await tf.setBackend(name);
  const { result, ranOnGpu } = watched(() => ops.elu(x));
  expect(ranOnGpu).toBe(false);
  await expectValues(result, [Math.expm1(-1), 2]);
});

// The last test, because WebAssembly stays refused.
test('without WebAssembly, small tensors are computed in loops, and small slices on the GPU', async () => {
  refuseModulesAbove(150);
  const x = random(100);
  const ofElements = watched(() => ops.softsign(tf.tensor1d(x)));
  expect(ofElements.ranOnGpu).toBe(false);
  const exact = x.map((x) => x / (1 + Math.abs(x)));
  await expectValues(ofElements.result, exact);
  const ofSlices = watched(() => ops.logSoftmax(tf.tensor2d(x, [10, 10])));
  expect(ofSlices.ranOnGpu).toBe(true);
  await expectValues(ofSlices.result, softmax(x).map(Math.log), { ulp: 8, absolute: 1e-6 });
});
