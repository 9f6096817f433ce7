import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { layers } from '../../src/index.js';
import { elementwise } from '../support/elementwise.js';
import { random } from '../support/values.js';

const { softmax } = ops;

let compiled = 0;

/** Counts the calls of a method that compiles a program. */
function count<K extends string>(prototype: Record<K, (...args: never[]) => unknown>, name: K) {
  const compile = prototype[name];
  prototype[name] = function (...args: never[]) {
    compiled++;
    return compile.apply(this, args);
  };
}

beforeAll(() => {
  tf.fill([2], 1); // tfjs needs this program on webgpu: a shader's output is set to NaN before its first run.
  if (tf.getBackend() === 'webgl') count(WebGL2RenderingContext.prototype, 'linkProgram');
  else count(GPUDevice.prototype, 'createComputePipeline');
});

/** The number of programs that are compiled while tensors of these shapes are passed through `run` and its gradient. */
function programsOf(shapes: number[][], run: (x: tf.Tensor, i: number) => tf.Tensor) {
  const inputs = shapes.map((shape) => {
    // Computed on the graphics card, like a tensor inside a network: the upload of a tensor may need a program too.
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.neg(tf.tensor(random(size), shape));
  });
  const upstream = inputs.map((x) => tf.neg(x));
  const before = compiled;
  for (const [i, x] of inputs.entries()) tf.grad((x) => run(x, i))(x, upstream[i]);
  return compiled - before;
}

const leaky = (x: tf.Tensor, i: number) => elementwise('x <= 0 ? alpha * x : x', x, { alpha: i });

test('a hundred slopes share one program forward and one backward', () => {
  expect(programsOf(Array(100).fill([4, 40]), leaky)).toBe(2);
});

test('a layer has one program forward and one backward, however often it is called', () => {
  const layer = layers.elu();
  expect(programsOf(Array(5).fill([5, 40]), (x) => layer.apply(x) as tf.Tensor)).toBe(2);
});

// On webgl, tfjs addresses the elements of vectors, matrices and tensors with more axes in different ways. The latter
// two need another program if a row or column is odd, because 0 is stored after it. On webgpu, sizes that are not a
// multiple of 4 have a separate program.
test('tensors of all sizes and of up to four axes share a few programs', () => {
  const fours = [[400], [800], [20, 40], [30, 40], [5, 8, 20], [2, 3, 100], [2, 3, 4, 20]];
  const others = [[401], [801], [21, 41], [31, 41], [5, 9, 21], [3, 3, 101], [3, 3, 5, 21]];
  const programs = programsOf([...fours, ...others], (x) => elementwise('tanh(x)', x));
  expect(programs).toBe(2 * (tf.getBackend() === 'webgpu' ? 2 : 5));
});

test('a parameter for each column needs two programs and tfjs’s sum, for any number of rows', () => {
  const scaled = (x: tf.Tensor) => elementwise('alpha * x', x, { alpha });
  const alpha = tf.neg(tf.tensor1d(random(200)));
  const first = programsOf([[4, 200]], scaled);
  expect(
    programsOf(
      [2, 6, 8, 10, 100].map((rows) => [rows, 200]),
      scaled,
    ),
  ).toBe(0);
  expect(first).toBe(2);
});

test('softmax needs two programs forward and two backward, and more on webgl for more axes or odd sizes', () => {
  const shapes = [
    [7, 20],
    [5, 40],
    [9, 400],
    [2, 3, 100],
    [7, 4, 8],
    [2, 2, 3, 200],
  ];
  const programs = programsOf(shapes, (x) => softmax(x, [x.rank - 1]));
  expect(programs).toBe(tf.getBackend() === 'webgpu' ? 4 : 10);
});
