import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { references } from '../support/slices.js';
import { differences, expectNoLeak, expectValues, random } from '../support/values.js';

const { hardmax, logSoftmax, softmax, softmin, sparsemax } = ops;

const BOUND = { ulp: 16, absolute: 4e-7 };
const boundOf = (name: string) => (name === 'softmax' ? { ulp: 8, absolute: 1e-7 } : BOUND);
const no = -Infinity;
const not = Number.NaN;

const all = { softmax, logSoftmax, softmin, sparsemax, hardmax };
const names = Object.keys(all) as (keyof typeof all)[];
const withSlope = ['softmax', 'logSoftmax', 'softmin', 'sparsemax'] as const;

test('the default axis is the last one, and arrays are accepted as tensors', async () => {
  const half = 1 / 2;
  await expectValues(
    softmax(
      [
        [1, 1, no],
        [2, 3, 2],
      ],
      -1,
      [
        [1, 1, 1],
        [1, 0, 1],
      ],
    ),
    [half, half, 0, half, 0, half],
  );
  await expectValues(
    hardmax([
      [1, 3],
      [2, 2],
    ]),
    [0, 1, 1, 0],
  );
});

test.each([
  [0, [0.5, 0.5, 0.5, 0.5]],
  [-1, [0.5, 0.5, 0.5, 0.5]],
  [
    [0, 1],
    [0.25, 0.25, 0.25, 0.25],
  ],
  [
    [-1, 0],
    [0.25, 0.25, 0.25, 0.25],
  ],
])('along axis %j', async (axis, expected) => {
  await expectValues(softmax(tf.zeros([2, 2]), axis), expected);
});

describe.each(names)('%s', (name) => {
  const apply = (x: tf.Tensor | number[][], mask?: number[][]) => all[name](x, -1, mask);
  const { value } = references[name];
  const absent = name === 'logSoftmax' ? no : 0;

  test('equals its definition for large and small numbers', async () => {
    const rows = [
      [1e4, 9999.5, -1e4],
      [1e30, -1e30, 2e30],
      [1e-30, -1e-30, 0.25],
      [-2e30, -1e30, -3e30],
    ];
    await expectValues(apply(rows), rows.flatMap(value), BOUND);
  });

  test('ignores masked entries, whatever their value', async () => {
    const rows = [
      [not, 1, 0.5, Infinity],
      [1, 2, 3, 4],
    ];
    const mask = [
      [0, 1, 1, 0],
      [0, 0, 0, 0],
    ];
    const [a, b] = value([1, 0.5]);
    const expected = [absent, a, b, absent, absent, absent, absent, absent];
    await expectValues(apply(rows, mask), expected, boundOf(name));
  });

  test('returns NaN for a slice with a NaN, and for no other slice', async () => {
    const y = apply([
      [not, 1, 2],
      [1, not, 2],
      [1, 2, not],
      [1, 2, 3],
    ]);
    await expectValues(y, [...Array(9).fill(not), ...value([1, 2, 3])], BOUND);
  });

  test('computes a slice of one element', async () => {
    const one = name === 'logSoftmax' ? 0 : 1;
    await expectValues(apply([[5], [-5]]), [one, one]);
  });

  test('accepts an empty tensor, integers and booleans', async () => {
    expect(apply(tf.zeros([0, 3])).shape).toEqual([0, 3]);
    expect(apply(tf.zeros([2, 0])).shape).toEqual([2, 0]);
    const y = apply(tf.tensor2d([[0, 1]], [1, 2], 'int32'));
    expect(y.dtype).toBe('float32');
    await expectValues(y, value([0, 1]), BOUND);
    await expectValues(apply(tf.tensor2d([[1, 0]], [1, 2], 'bool')), value([1, 0]), BOUND);
  });

  test('leaks no tensor, forward or backward', () => {
    const x = tf.tensor2d([[1, 2, 3]]);
    const mask = tf.tensor2d([[1, 1, 0]]);
    expectNoLeak(() => apply(x));
    expectNoLeak(() => tf.grad((x) => all[name](x, -1, mask))(x));
    if (name === 'hardmax') return; // Its gradient is 0 and does not depend on the input.
    expectNoLeak(() => tf.grad((x) => tf.grad((x) => all[name](x))(x))(x));
  });
});

test('+Infinity makes its slice NaN, except for softmin, which is 0 there, and hardmax, which is 1', async () => {
  const rows = [
    [0, 0, 0],
    [1, Infinity, 1],
    [0, 0, 0],
  ];
  const third = [1 / 3, 1 / 3, 1 / 3];
  const logs = third.map(Math.log);
  for (const op of [softmax, sparsemax]) {
    await expectValues(op(rows), [...third, not, not, not, ...third]);
  }
  await expectValues(logSoftmax(rows), [...logs, not, not, not, ...logs]);
  await expectValues(softmin(rows), [...third, 0.5, 0, 0.5, ...third]);
  await expectValues(hardmax(rows), [1, 0, 0, 0, 1, 0, 1, 0, 0]);
});

test('logSoftmax keeps its digits where softmax is 0', async () => {
  await expectValues(logSoftmax([[0, -200]]), [0, -200]);
  await expectValues(softmax([[0, -200]]), [1, 0]);
});

test('sparsemax is exactly 0 outside its support and sums to 1 within 1e-6', async () => {
  const y = [...(await sparsemax(tf.tensor2d([random(1000)])).data())];
  expect(y.filter((value) => value === 0).length).toBeGreaterThan(900);
  expect(Math.abs(y.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-6);
});

test('sparsemax of hundreds of elements that are all in the support is within 16 ulp', async () => {
  const x = Array.from({ length: 300 }, (_, i) => 1e-5 * Math.sin(i * i));
  const y = sparsemax(tf.tensor2d([x]));
  await expectValues(y, references.sparsemax.value(x.map(Math.fround)), { ulp: 16, absolute: 0 });
});

test('sparsemax of a geometric sequence, whose support shrinks slowly, is within 1e-6', async () => {
  const x = Array.from({ length: 4000 }, (_, i) => -(0.999 ** i));
  const y = sparsemax(tf.tensor2d([x]));
  await expectValues(y, references.sparsemax.value(x.map(Math.fround)), { ulp: 0, absolute: 1e-6 });
});

test('hardmax has a single 1 at the first maximum, also in long slices and where all elements are equal', async () => {
  for (const [length, inner] of [
    [5000, 1],
    [700, 6],
    [9, 3],
  ]) {
    const x = Array.from({ length: length * inner }, (_, i) => (i % 7 === 3 ? 2 : 1) as number);
    const y = hardmax(tf.tensor(x, [length, inner]), 0);
    const expected = x.map(() => 0);
    for (let column = 0; column < inner; column++) {
      const ofColumn = x.filter((_, i) => i % inner === column);
      expected[inner * ofColumn.indexOf(Math.max(...ofColumn)) + column] = 1;
    }
    await expectValues(y, expected);
  }
  await expectValues(hardmax([[4, 4, 4]]), [1, 0, 0]);
});

describe('gradients', () => {
  test.each(names)(
    'of %s are within the bound of its values, and within 1e-6 of a central difference in float64',
    async (name) => {
      const [x, dy] = [random(6, 2), random(6, 2, 5)];
      const dx = tf.grad((x) => all[name](x))(tf.tensor1d(x), tf.tensor1d(dy));
      const f = (x: number[]) =>
        references[name].value(x).reduce((sum, y, i) => sum + y * dy[i], 0);
      await expectValues(dx, differences(f, x, 1e-5), { ulp: 0, absolute: 1e-6 });
      await expectValues(dx, references[name].gradient(x, dy), boundOf(name));
    },
  );

  test.each(withSlope)('of second order of %s are within 1e-5', async (name) => {
    const [x, dy, v] = [random(5, 2), random(5, 2, 5), random(5, 2, 8)];
    const first = (x: tf.Tensor) => tf.grad((x) => all[name](x))(x, tf.tensor1d(dy));
    const second = tf.grad(first)(tf.tensor1d(x), tf.tensor1d(v));
    const along = (x: number[]) =>
      references[name].gradient(x, dy).reduce((sum, value, i) => sum + value * v[i], 0);
    await expectValues(second, differences(along, x, 1e-5), { ulp: 0, absolute: 1e-5 });
  });

  test.each(withSlope)('of third order of %s in one direction are within 1e-3', async (name) => {
    const [x, weights, direction] = [random(5, 2), random(5, 2, 5), random(5, 1, 8)];
    const [w, d] = [tf.tensor1d(weights), tf.tensor1d(direction)];
    let slope = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(all[name](x), w));
    for (let order = 1; order <= 3; order++) {
      const lower = slope;
      slope = (x) => tf.sum(tf.mul(tf.grad(lower)(x), d));
    }
    const f = (t: number) =>
      references[name]
        .value(x.map((value, i) => value + t * direction[i]))
        .reduce((sum, y, i) => sum + y * weights[i], 0);
    const h = 0.01;
    const expected = (f(2 * h) - 2 * f(h) + 2 * f(-h) - f(-2 * h)) / (2 * h ** 3);
    await expectValues(slope(tf.tensor1d(x)), [expected], { ulp: 0, absolute: 1e-3 });
  });

  test.each(withSlope)(
    'of %s are 0 for masked entries, even where the upstream gradient is NaN or infinite',
    async (name) => {
      const x = tf.tensor2d([
        [1, 2, 1.5],
        [4, 5, 6],
      ]);
      const mask = [
        [1, 0, 1],
        [0, 0, 0],
      ];
      const dy = tf.tensor2d([
        [1, not, -1],
        [Infinity, no, not],
      ]);
      const dx = tf.grad((x) => all[name](x, -1, mask))(x, dy);
      const [a, b] = references[name].gradient([1, 1.5], [1, -1]);
      await expectValues(dx, [a, 0, b, 0, 0, 0], boundOf(name));
    },
  );
});

describe('errors', () => {
  const x = () => tf.zeros([2, 3]);

  test.each<[unknown, string]>([
    [2, 'The axis of softmax must lie between -2 and 1 for an input of rank 2. Received: axis=[2]'],
    [[0, -2], 'The axis of softmax must be different axes. Received: axis=[0,-2]'],
    [0.5, 'must be an integer or a list of integers. Received: axis=0.5'],
    [[], 'Received: axis=[]'],
    ['1', 'Received: axis="1"'],
  ])('axis %j', (axis, message) => {
    expect(() => softmax(x(), axis as number)).toThrow(message);
  });

  test('a mask that does not broadcast, with both shapes in the message', () => {
    expect(() => sparsemax(x(), -1, tf.zeros([2]))).toThrow(
      'A mask must have the shape of the input, [2,3], or one that broadcasts to it ' +
        '(expandDims adds an axis). Received: a mask of shape [2]',
    );
  });

  test('a tensor of strings, or a disposed tensor', () => {
    expect(() => logSoftmax(tf.tensor1d(['a']))).toThrow('Received: x of dtype string');
    const gone = tf.tensor1d([1]);
    gone.dispose();
    expect(() => softmin(gone)).toThrow('The tensor x is disposed');
  });
});
