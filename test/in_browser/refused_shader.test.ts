import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { complaints } from '../browser/complaints.js';
import { elementwise } from '../support/elementwise.js';
import { references } from '../support/slices.js';
import { expectValues } from '../support/values.js';

// A compiler that refuses a shader, because of an error in the compiler or in the shader. On webgl this is reported
// at once, and the result is composed of tfjs's ops. On webgpu it is reported later: the first result is NaN, with an
// error in the console.

const BOUND = { ulp: 64, absolute: 1e-5 };

const isWebgpu = () => tf.getBackend() === 'webgpu';

/** Shaders that contain this text do not compile. */
let refused: string | undefined;

beforeAll(() => {
  const spoil = (code: string) =>
    refused === undefined ? code : code.replace(refused, `! ${refused}`);
  const { createShaderModule } = GPUDevice.prototype;
  GPUDevice.prototype.createShaderModule = function ({ code, ...rest }) {
    return createShaderModule.call(this, { code: spoil(code), ...rest });
  };
  for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext]) {
    const { shaderSource } = prototype;
    prototype.shaderSource = function (shader, source) {
      shaderSource.call(this, shader, spoil(source));
    };
  }
});

// Programs that were compiled before do not count.
beforeEach(async () => {
  const name = tf.getBackend();
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
  await tf.setBackend(name);
});

afterEach(() => {
  refused = undefined;
});

const values = async (tensor: tf.Tensor) => [...(await tensor.data())];

/** Leaves numbers in memory that the next tensors use again. */
function leaveNumbers(shape: number[]) {
  for (let i = 0; i < 20; i++) tf.tidy(() => tf.fill(shape, 127).add(tf.ones(shape)));
}

/** Fails unless the console reports what the compiler has refused. */
async function expectComplaints() {
  const said = await complaints();
  expect(said.length).toBeGreaterThan(0);
  if (isWebgpu()) expect(said.join('\n')).toMatch(/console.error: A shader failed to compile/);
}

test('if a shader does not compile, the first result does not show stale memory, and later results are correct', async () => {
  const shape = [2, 300];
  const x = tf.fill(shape, 2);
  const cube = (x: tf.Tensor) => elementwise('x * x * x', x);
  leaveNumbers(shape);

  refused = 'formula(';
  const before = tf.add(x, 1);
  const first = cube(x);
  const after = tf.add(x, 2);
  const second = cube(x);
  const sum = tf.add(second, 1);
  const numbers = (value: number) => Array<number>(600).fill(value);
  expect(await values(before)).toEqual(numbers(3));
  expect(await values(after)).toEqual(numbers(4));
  expect(await values(first)).toEqual(numbers(isWebgpu() ? Number.NaN : 8));
  expect(await values(second)).toEqual(numbers(isWebgpu() ? Number.NaN : 8));
  expect(await values(sum)).toEqual(numbers(isWebgpu() ? Number.NaN : 9));
  await expectComplaints();

  await expectValues(cube(x), numbers(8));
  const count = tf.memory().numTensors;
  cube(x).dispose();
  expect(tf.memory().numTensors).toBe(count);
  tf.grad(cube)(x); // Compiles the shader of the gradient.
  await complaints();
  await expectValues(tf.grad(cube)(x), numbers(12));
  expect(await complaints()).toEqual([]);
});

test('the same holds if a shader compiles and webgpu cannot create its pipeline', async () => {
  if (!isWebgpu()) return;
  const { createComputePipeline } = GPUDevice.prototype;
  const x = tf.tensor1d([1, 2, 3]);
  const square = () => values(elementwise('x * x', x));
  leaveNumbers([3]); // Uses the pipeline of `tf.fill`.
  GPUDevice.prototype.createComputePipeline = function ({ compute, ...rest }) {
    const entryPoint = 'none';
    return createComputePipeline.call(this, { compute: { ...compute, entryPoint }, ...rest });
  };
  const first = square();
  GPUDevice.prototype.createComputePipeline = createComputePipeline;
  expect(await first).toEqual(Array(3).fill(Number.NaN));
  await expectComplaints();
  expect(await square()).toEqual([1, 4, 9]);
});

test('the padding after the last row and column of a composed result is 0', async () => {
  const x = tf.zeros([3, 1]);
  refused = 'v0 ='; // A shader without variables is run to store 0 there.
  elementwise('exp(exp(x))', x);
  refused = undefined;
  await complaints();
  const y = elementwise('exp(exp(x))', x);
  await expectValues(tf.matMul(y, y, true, false), [3 * Math.E ** 2], BOUND);
  await complaints();
});

test.each([
  ['softmax', 'add_0'],
  ['softmax', 'add_1'],
  ['logSoftmax', 'formula'],
  ['sparsemax', 'add_0'],
  ['sparsemax', 'iterate'],
  ['hardmax', 'add_0'],
  ['hardmax', 'formula'],
] as const)('the same holds for %s if %s does not compile', async (name, part) => {
  const row = [1, 2, 3, 9, 4];
  const x = tf.tensor2d([row, row, row]);
  leaveNumbers([3, row.length]);
  const activation = (x: tf.Tensor) => ops[name](x, 1);
  refused = `${part}(`;
  const first = await values(activation(x));
  await expectComplaints();
  const expected = [row, row, row].flatMap((row) => references[name].value(row));
  if (isWebgpu()) expect(first).toEqual(Array(15).fill(Number.NaN));
  else await expectValues(first, expected, BOUND);
  // Composing sparsemax reads synchronously, which crashes a headless browser.
  if (isWebgpu() && name === 'sparsemax') return;
  activation(x); // The shaders of which it is composed may be refused as well.
  await complaints();
  await expectValues(activation(x), expected, BOUND);
  const count = tf.memory().numTensors;
  activation(x).dispose();
  expect(tf.memory().numTensors).toBe(count);
});
