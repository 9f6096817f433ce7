import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { inSlices, placesOf, references } from '../support/slices.js';
import { type Bound, expectNoLeak, expectValues, random } from '../support/values.js';

// Tests how slices are laid out in a tensor, and how a mask is broadcast to them. ops.test.ts tests the values of
// softmax and the other activations of its family.

// With this flag, tfjs checks whether a kernel leaks data.
beforeAll(() => tf.env().set('IS_TEST', true));

const BOUND = { ulp: 8, absolute: 1e-7 };

const { softmax } = ops;
const { value: slice, gradient } = references.softmax;

test('along the last axis it equals the definition, and each slice sums to 1 within 1e-6', async () => {
  const rows = [random(7), random(7, 30, 2), random(7, 1e-3, 3)];
  const y = softmax(tf.tensor2d(rows), [1]);
  await expectValues(y, rows.flatMap(slice), BOUND);
  for (const sum of await tf.sum(y, 1).data()) expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
});

test('along another axis it equals the result along the last axis of the transposed tensor', async () => {
  const x = tf.tensor(random(24), [2, 3, 4]);
  const transposed = tf.transpose(x, [0, 2, 1]);
  const expected = tf.transpose(softmax(transposed, [2]), [0, 2, 1]);
  await expectValues(softmax(x, [1]), expected);
});

test('along two axes it equals the result along one axis with all their elements', async () => {
  const values = random(24);
  const y = softmax(tf.tensor(values, [2, 3, 4]), [1, 2]);
  await expectValues(y, [...slice(values.slice(0, 12)), ...slice(values.slice(12))], BOUND);
  expect(y.shape).toEqual([2, 3, 4]);
});

test('extreme inputs stay finite, -Infinity gives 0, and a slice that contains only -Infinity is all 0', async () => {
  const [no, big] = [-Infinity, 1e30];
  const rows = [
    [1e4, -1e4, 0],
    [big, -big, big],
    [no, 1, 1],
    [no, no, no],
    [no, no, -big],
  ];
  const expected = [
    [1, 0, 0],
    [0.5, 0, 0.5],
    [0, 0.5, 0.5],
    [0, 0, 0],
    [0, 0, 1],
  ];
  await expectValues(softmax(tf.tensor2d(rows), [1]), expected.flat());
});

test('the largest element may be any negative float, also in the result of another op', async () => {
  const x = tf.tensor2d([
    [-1e30, -1e30, -3e38],
    [-Infinity, -3.4e38, -Infinity],
  ]);
  const expected = [0.5, 0.5, 0, 0, 1, 0];
  await expectValues(softmax(tf.add(x, 0), [1]), expected);
  await expectValues(
    softmax(tf.transpose(x), [0]),
    await tf.transpose(tf.tensor(expected, [2, 3])).data(),
  );
});

describe('a mask', () => {
  test('of the shape of the input makes masked entries exactly 0, and the others sum to 1', async () => {
    const x = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const mask = tf.tensor2d([
      [1, 0, 1],
      [0, 0, 0],
    ]);
    const [a, c] = slice([1, 3]);
    await expectValues(softmax(x, [1], mask), [a, 0, c, 0, 0, 0], BOUND);
    await expectValues(softmax(x, [1], mask.toBool()), [a, 0, c, 0, 0, 0], BOUND);
  });

  test('that broadcasts gives causal attention over [batch, heads, queries, keys]', async () => {
    const x = tf.zeros([2, 1, 3, 3]);
    const causal = tf.linalg.bandPart(tf.ones([3, 3]), -1, 0);
    const rows = [1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3];
    await expectValues(softmax(x, [3], causal), [...rows, ...rows]);
  });

  test('that broadcasts is correct along axes that are not adjacent, forward and backward', async () => {
    const [x, dy] = [random(12), random(12, 2, 5)];
    const mask = tf.tensor([1, 0, 1, 1, 1, 1], [3, 2]);
    const input = tf.tensor(x, [2, 3, 2]);
    const apply = (x: tf.Tensor) => softmax(x, [0, 2], mask);
    const [y, dx] = [Array<number>(12).fill(0), Array<number>(12).fill(0)];
    for (let i = 0; i < 3; i++) {
      const places = [0, 1, 6, 7].map((place) => place + 2 * i).filter((place) => place % 6 !== 1);
      const of = (values: number[]) => places.map((place) => values[place]);
      const [values, slopes] = [slice(of(x)), gradient(of(x), of(dy))];
      places.forEach((place, k) => {
        y[place] = values[k];
        dx[place] = slopes[k];
      });
    }
    await expectValues(apply(input), y, BOUND);
    await expectValues(tf.grad(apply)(input, tf.tensor(dy, [2, 3, 2])), dx, BOUND);
  });

  test('that is computed from the input has no gradient', async () => {
    const x = tf.tensor1d([1, -2, 3]);
    const dx = tf.grad((x) => softmax(x, [0], tf.relu(x)))(x, tf.tensor1d([1, 0, 0]));
    const [a, b] = gradient([1, 3], [1, 0]);
    await expectValues(dx, [a, 0, b], BOUND);
  });

  test('of time steps with an additional axis keeps or masks whole steps', async () => {
    const x = tf.zeros([2, 3, 2]);
    const mask = tf.tensor2d([
      [1, 1, 0],
      [0, 0, 0],
    ]);
    const h = 1 / 2;
    const expected = [h, h, h, h, 0, 0, 0, 0, 0, 0, 0, 0];
    await expectValues(softmax(x, [2], mask.expandDims(-1)), expected);
    await expectValues(softmax(x, [1], mask.expandDims(-1)), expected);
  });

  test.each([
    ['rank 3, as many samples as words', [3, 3, 3]],
    ['rank 4, as many samples and heads as words', [3, 3, 3, 3]],
    ['rank 4, as many heads as words', [2, 3, 3, 3]],
    ['rank 4, one of each', [1, 1, 3, 3]],
  ])('that is causal stays causal: %s', async (_, shape) => {
    const causal = tf.linalg.bandPart(tf.ones([3, 3]), -1, 0);
    const rows = [1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3];
    const matrices = shape.slice(0, -2).reduce((product, length) => product * length, 1);
    const expected = Array(matrices).fill(rows).flat();
    await expectValues(softmax(tf.zeros(shape), [shape.length - 1], causal), expected);
  });

  test('of padding can be combined with a causal one', async () => {
    const causal = tf.linalg.bandPart(tf.ones([3, 3]), -1, 0);
    const padding = tf.tensor2d([
      [1, 1, 1],
      [1, 1, 0],
      [1, 0, 0],
    ]);
    const mask = tf.mul(causal, padding.expandDims(1).expandDims(1));
    const [half, third] = [1 / 2, 1 / 3];
    const expected = [
      [1, 0, 0, half, half, 0, third, third, third],
      [1, 0, 0, half, half, 0, half, half, 0],
      [1, 0, 0, 1, 0, 0, 1, 0, 0],
    ].flatMap((rows) => [...rows, ...rows, ...rows]);
    await expectValues(softmax(tf.zeros([3, 3, 3, 3]), [3], mask), expected);
  });

  test('of [batch, time] does not broadcast to an input with features', () => {
    expect(() => softmax(tf.zeros([2, 3, 4]), [2], tf.ones([2, 3]))).toThrow(
      'or one that broadcasts to it (expandDims adds an axis). Received: a mask of shape [2,3]',
    );
  });

  test('that does not broadcast is an error with both shapes', () => {
    expect(() => softmax(tf.zeros([2, 3]), [1], tf.zeros([4]))).toThrow(
      'A mask must have the shape of the input, [2,3], or one that broadcasts to it ' +
        '(expandDims adds an axis). Received: a mask of shape [4]',
    );
  });
});

describe('slices of any number, length and axes are within 16 ulp or 1e-7, and their gradients within 1e-6:', () => {
  test.each([
    [[7], [0]],
    [[5, 4], [1]],
    [[6, 5], [1]],
    [[3, 3, 7], [2]],
    [[2, 3, 2, 6], [3]],
    [[2, 3001], [1]],
    [[3, 3, 2052], [2]],
    [[70000, 2], [1]],
    [[3, 5, 1], [1]],
    [[1, 6, 1], [1]],
    [[5, 4], [0]],
    [[4, 5], [0]],
    [[7, 6], [0]],
    [[2, 5, 8], [1]],
    [[3, 4, 5], [1]],
    [[2, 3, 5, 6], [1]],
    [
      [2, 3, 5, 6],
      [2, 3],
    ],
    [
      [2, 3, 5, 6],
      [1, 2],
    ],
    [
      [2, 3, 5, 6],
      [3, 2, 1, 0],
    ],
    [
      [2, 3, 5, 6],
      [1, 3],
    ],
    [
      [4, 3, 2, 6],
      [0, 2],
    ],
    [
      [2, 2, 2, 3, 2, 2],
      [2, 3],
    ],
    [[1300, 7], [0]],
    [[2, 1100, 8], [1]],
    [[3, 20000], [0]],
  ])('%p along %p', async (shape, axes) => {
    await expectRight('softmax', shape, axes, { ulp: 16, absolute: 1e-7 }, 1e-6);
  });
});

async function expectRight(
  name: keyof typeof references,
  shape: number[],
  axes: number[],
  bound: Bound,
  ofGradient: number,
): Promise<void> {
  const size = shape.reduce((a, b) => a * b);
  const [x, dy] = [random(size), random(size, 2, 5)];
  const slices = placesOf(shape, axes);
  const { value, gradient } = references[name];
  const apply = (x: tf.Tensor) => ops[name](x, axes);
  const input = tf.tensor(x, shape);
  await expectValues(apply(input), inSlices(slices, [x], value), bound);
  const dx = tf.grad(apply)(input, tf.tensor(dy, shape));
  await expectValues(dx, inSlices(slices, [x, dy], gradient), { ulp: 16, absolute: ofGradient });
}

describe('the other activations of the family are within 16 ulp or 4e-7 of their definitions, and their gradients within 2e-6:', () => {
  const shapes: [number[], number[]][] = [
    [[7], [0]],
    [[5, 4], [1]],
    [[2, 3001], [1]],
    [[3, 5, 1], [1]],
    [[4, 5], [0]],
    [[2, 5, 8], [1]],
    [
      [2, 3, 5, 6],
      [1, 2],
    ],
    [
      [2, 3, 5, 6],
      [1, 3],
    ],
    [[1300, 7], [0]],
    [[2, 1100, 8], [1]],
  ];
  const cases = (['logSoftmax', 'softmin', 'sparsemax', 'hardmax'] as const).flatMap((name) =>
    shapes.map(([shape, axes]) => [name, shape, axes] as const),
  );
  test.each(cases)('%s of %p along axes %p', async (name, shape, axes) => {
    await expectRight(name, shape, axes, { ulp: 16, absolute: 4e-7 }, 2e-6);
  });
});

test('no tensor is leaked', () => {
  const x = tf.zeros([2, 3]);
  const mask = tf.ones([2, 3]);
  const wrong = tf.ones([4]);
  const cube = tf.zeros([2, 3, 2]);
  const ones = tf.ones([3, 2]);
  expectNoLeak(() => softmax(x, [1]));
  expectNoLeak(() => softmax(cube, [0, 2]));
  expectNoLeak(() => softmax(cube, [0, 2], ones));
  expectNoLeak(() => softmax(x, [1], mask));
  expectNoLeak(() => tf.grad((x) => softmax(x, [1], mask))(x));
  expectNoLeak(() => expect(() => softmax(x, [1], wrong)).toThrow());
});
