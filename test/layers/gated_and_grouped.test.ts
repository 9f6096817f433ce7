import * as tf from '@tensorflow/tfjs';
import { GLU, layers, ops } from '../../src/index.js';
import { references } from '../support/gates.js';
import { load, saved } from '../support/models.js';
import { differences, expectNoLeak, expectValues, random } from '../support/values.js';

const BOUND = { ulp: 8, absolute: 2e-7 };
const variants = Object.keys(references) as (keyof typeof references)[];

describe.each(variants)('%s', (variant) => {
  const gate = references[variant];

  test('is the first half times the gate of the second, along any axis', async () => {
    const x = random(24);
    const half = (from: number) => x.filter((_, i) => Math.floor(i / 4) % 2 === from);
    const [first, second] = [half(0), half(1)];
    const y = ops[variant](tf.tensor(x, [3, 2, 4]), 1);
    expect(y.shape).toEqual([3, 1, 4]);
    await expectValues(
      y,
      first.map((value, i) => value * gate(second[i])),
      BOUND,
    );
    expect(ops[variant](x).shape).toEqual([12]);
  });

  test('has a gradient within 1e-5 of a central difference in float64', async () => {
    const [x, dy] = [random(6, 2), random(3, 2, 5)];
    const dx = tf.grad((x) => ops[variant](x))(tf.tensor1d(x), tf.tensor1d(dy));
    const f = (x: number[]) => dy.reduce((sum, up, i) => sum + up * x[i] * gate(x[i + 3]), 0);
    await expectValues(dx, differences(f, x, 1e-5), { ulp: 0, absolute: 1e-5 });
  });

  test('halves the axis of its symbolic shape as a layer, trains and is saved', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 6, inputShape: [2] }),
        layers.glu({ variant }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    expect(model.layers[1].outputShape).toEqual([null, 3]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = tf.tensor2d(random(8), [4, 2]);
    await model.fit(x, tf.ones([4, 1]), { verbose: 0 });
    const loaded = await load(await saved(model));
    await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
    expect(loaded.layers[1].getConfig()).toMatchObject({ axis: -1, variant });
  });
});

test('maxout takes the largest of the elements that are numUnits apart, along any axis, and passes the gradient to it', async () => {
  const x = [1, 5, -2, 4, 0, 3];
  await expectValues(ops.maxout(x, 2), [1, 5]);
  await expectValues(ops.maxout(x, 3), [4, 5, 3]);
  await expectValues(ops.maxout(tf.tensor2d(x, [3, 2]), 1, 0), [1, 5]);
  const dx = tf.grad((x) => ops.maxout(x, 3))(tf.tensor1d(x), tf.tensor1d([7, 8, 9]));
  await expectValues(dx, [0, 8, 0, 7, 0, 9]);
});

/**
 * Maxout and its gradient by definition: the first of equal elements is taken, and a NaN makes the unit and its
 * gradient NaN.
 */
function maxoutOf(x: readonly number[], [outer, elements, inner]: number[], dy: readonly number[]) {
  const [y, dx] = [dy.map(() => 0), x.map(() => 0)];
  for (let i = 0; i < outer * inner; i++) {
    const start = Math.floor(i / inner) * elements * inner + (i % inner);
    const places = Array.from({ length: elements }, (_, k) => start + k * inner);
    const values = places.map((place) => x[place]);
    y[i] = values.reduce((a, b) => Math.max(a, b));
    for (const place of Number.isNaN(y[i]) ? places : [places[values.indexOf(y[i])]]) {
      dx[place] = Number.isNaN(y[i]) ? y[i] : dy[i];
    }
  }
  return { y, dx };
}

describe('maxout, its gradient and its second-order gradient equal their definitions to the last bit:', () => {
  test.each<[number[], number, number]>([
    [[12], 3, 0],
    [[5, 6], 2, 1],
    [[6, 5], 1, 0],
    [[3, 7, 2], 1, 1],
    [[2, 3, 4, 2], 2, 2],
    [[2, 2, 3, 2, 4], 2, 4],
    [[2, 1, 2, 2, 2, 6], 3, 5],
    [[2, 3, 2, 4, 2, 3], 2, 3],
    [[4, 3, 2, 1, 2, 3], 2, 0],
    [[3, 1500], 2, 1],
  ])('%p with %d units along axis %d', async (shape, units, axis) => {
    const size = shape.reduce((a, b) => a * b);
    // Rounded, so that many elements are equal.
    const x = random(size, 3).map(Math.round);
    const [outer, inner] = [shape.slice(0, axis), shape.slice(axis + 1)].map((part) =>
      part.reduce((a, b) => a * b, 1),
    );
    const elements = shape[axis] / units;
    const ofUnits = shape.map((length, i) => (i === axis ? units : length));
    const [dy, v] = [random(size / elements, 2, 5), random(size, 2, 8)];
    const apply = (x: tf.Tensor) => ops.maxout(x, units, axis);
    const input = tf.tensor(x, shape);
    const y = apply(input);
    const expected = maxoutOf(x, [outer, elements, inner * units], dy);
    expect(y.shape).toEqual(ofUnits);
    await expectValues(y, expected.y);
    const first = (dy: tf.Tensor) => tf.grad(apply)(input, dy);
    const upstream = tf.tensor(dy, ofUnits);
    await expectValues(first(upstream), expected.dx);
    const chosen = maxoutOf(
      x,
      [outer, elements, inner * units],
      dy.map((_, i) => i + 1),
    ).dx;
    const byDy = dy.map((_, i) => v[chosen.indexOf(i + 1)]);
    await expectValues(tf.grad(first)(upstream, tf.tensor(v, shape)), byDy);
    const twice = tf.grad(tf.grad((x: tf.Tensor) => apply(x).square()));
    await expectValues(
      twice(input),
      chosen.map((place) => (place > 0 ? 2 : 0)),
    );
  });
});

test('maxout returns NaN for a unit with NaN and for its gradient, treats infinities as numbers, and takes the first of equal elements', async () => {
  const [not, no] = [Number.NaN, Infinity];
  const units = [
    [1, not, 2],
    [not, no, 1],
    [-no, not, -no],
    [1, -no, no],
    [-no, -no, -no],
    [-3.4e38, -no, -no],
    [-no, -3.4e38, 0],
    [2, 2, 1],
    [no, 0, no],
  ];
  const dy = [1, 2, 3, 4, 5, not, no, -no, 9];
  const y = [not, not, not, no, -no, -3.4e38, 0, 2, no];
  const dx = [
    [not, not, not],
    [not, not, not],
    [not, not, not],
    [0, 0, 4],
    [5, 0, 0],
    [not, 0, 0],
    [0, 0, no],
    [-no, 0, 0],
    [9, 0, 0],
  ];
  const gradient = (x: tf.Tensor, axis: number, dy: tf.Tensor) =>
    tf.grad((x) => ops.maxout(x, 1, axis))(x, dy);
  const x = tf.tensor2d(units);
  await expectValues(ops.maxout(x, 1), y);
  await expectValues(gradient(x, 1, tf.tensor2d(dy, [9, 1])), dx.flat());
  const across = tf.transpose(x);
  await expectValues(ops.maxout(across, 1, 0), y);
  const dxAcross = tf.transpose(tf.tensor2d(dx));
  await expectValues(gradient(across, 0, tf.tensor2d(dy, [1, 9])), dxAcross);
});

const ofOtherLengths = {
  ...Object.fromEntries(variants.map((variant) => [variant, ops[variant]])),
  crelu: ops.crelu,
  maxout: (x: tf.Tensor, axis?: number) => ops.maxout(x, 2, axis),
} as Record<string, (x: tf.Tensor, axis?: number) => tf.Tensor>;

describe.each(Object.entries(ofOtherLengths))('%s', (name, op) => {
  const factor = name === 'crelu' ? 2 : 1 / 2;

  test.each([
    [[0, 4], 1],
    [[0, 4, 3], 1],
    [[2, 0, 4], 2],
    [[4, 3, 0], 0],
  ])('of an empty tensor of shape %p along axis %d is empty too', (shape, axis) => {
    const x = tf.zeros(shape);
    const y = op(x, axis);
    expect(y.shape).toEqual(shape.map((length, i) => (i === axis ? length * factor : length)));
    expect(tf.grad((x) => op(x, axis))(x).shape).toEqual(shape);
  });

  test('of six axes equals that of three, and so do its gradients', async () => {
    const values = random(2 * 3 * 2 * 4 * 2 * 3, 2);
    const whole = (shape: number[], axis: number) => {
      const x = tf.tensor(values, shape);
      const square = (x: tf.Tensor) => op(x, axis).square();
      return [op(x, axis), tf.grad(square)(x), tf.grad(tf.grad(square))(x)];
    };
    for (const [axis, folded] of [
      [0, [1, 2, 144]],
      [3, [12, 4, 6]],
    ] as const) {
      const six = whole([2, 3, 2, 4, 2, 3], axis);
      const three = whole([...folded], 1);
      for (const [i, each] of six.entries()) await expectValues(each, await three[i].data());
    }
  });

  test('has a second-order gradient within 2e-3 of a central difference of the first, relative to the largest element', async () => {
    const [x, step] = [[0.5, -1.5, 1.25, 0.75, -0.75, 1.75, -0.25, 1], 1 / 64];
    const first = (x: number[]) =>
      tf
        .grad((x) => op(x).square().square())(tf.tensor1d(x))
        .sum();
    const second = tf.grad((x) =>
      tf
        .grad((x) => op(x).square().square())(x)
        .sum(),
    );
    const received = await second(tf.tensor1d(x)).data();
    const moved = (by: number) => x.map((_, i) => first(x.map((x, j) => (i === j ? x + by : x))));
    const at = async (by: number) => tf.stack(moved(by)).data();
    const [more, less] = [await at(step), await at(-step)];
    const expected = x.map((_, i) => (more[i] - less[i]) / (2 * step));
    const scale = Math.max(...expected.map(Math.abs));
    await expectValues(received, expected, { ulp: 0, absolute: 2e-3 * scale });
  });
});

test.each(variants)(
  '%s keeps NaN and infinities in their own elements, also in its gradient',
  async (variant) => {
    const [not, no] = [Number.NaN, Infinity];
    const [x, gate] = [
      [not, 1, 2, no, 1],
      [1, not, 2, 1, no],
    ];
    const y = await ops[variant](tf.tensor1d([...x, ...gate])).data();
    const finite = references[variant](2) * 2;
    const expected = [not, not, finite, no, variant === 'glu' ? 1 : no];
    await expectValues(y, expected, BOUND);
    const dx = await tf
      .grad((x) => ops[variant](x))(tf.tensor1d([...x, ...gate]))
      .data();
    expect([dx[1], dx[5]].every(Number.isNaN)).toBe(true);
    expect([dx[2], dx[7]].every(Number.isFinite)).toBe(true);
  },
);

test.each([
  ['CReLU', () => layers.crelu(), 12],
  ['Maxout', () => layers.maxout({ numUnits: 2 }), 2],
  ['Maxout', () => layers.maxout({ num_units: 3, axis: 1 }), 3],
])('%s as a layer has the correct symbolic shape, trains and is saved', async (_, make, length) => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 6, inputShape: [2] }), make(), tf.layers.dense({ units: 1 })],
  });
  expect(model.layers[1].outputShape).toEqual([null, length]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const x = tf.tensor2d(random(8), [4, 2]);
  await model.fit(x, tf.ones([4, 1]), { verbose: 0 });
  const loaded = await load(await saved(model));
  await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  expect(loaded.layers[1].getConfig()).toEqual(model.layers[1].getConfig());
});

test('a mask passes through along an axis of features, but not along the time axis', () => {
  const mask = tf.tensor2d([[1, 0]]);
  const x = tf.zeros([1, 2, 4]);
  expect(layers.glu().computeMask(x, mask)).toBe(mask);
  expect(layers.glu({ axis: 1 }).computeMask(x, mask)).toBeNull();
  const rows = tf.ones([1, 2, 2]);
  expect(layers.crelu({ axis: 2 }).computeMask(tf.zeros([1, 2, 2, 2]), rows)).toBeNull();
  expect(layers.crelu({ axis: 3 }).computeMask(tf.zeros([1, 2, 2, 2]), rows)).toBe(rows);
});

test('crelu returns the positive part followed by the negative part', async () => {
  const y = ops.crelu(tf.tensor2d([[-1, 2, Number.NaN]]), 1);
  const not = Number.NaN;
  await expectValues(y, [0, 2, not, 1, 0, not]);
});

test('integers are converted to float32, and no tensor is leaked', async () => {
  const x = tf.tensor1d([3, 0], 'int32');
  await expectValues(ops.glu(x), [1.5]);
  const layer = layers.glu();
  expectNoLeak(() => layer.apply(x) as tf.Tensor);
  const ones = tf.ones([4]);
  expectNoLeak(() => tf.grad((x) => ops.swiglu(x))(ones));
});

test('errors', () => {
  expect(() => ops.glu(tf.zeros([2, 2]), [0, 1] as never)).toThrow(
    'The axis of glu must be one. Received: axis=[0,1]',
  );
  expect(() => ops.maxout(tf.zeros([2, 5]), 2)).toThrow(
    'The axis of maxout must have a length that is a positive multiple of numUnits=2. ' +
      'Received: an input of shape [2,5], axis=1',
  );
  expect(() => ops.maxout(tf.zeros([2, 0]), 2)).toThrow(
    'Received: an input of shape [2,0], axis=1',
  );
  expect(() => layers.maxout({ numUnits: 2 }).apply(tf.zeros([2, 0]))).toThrow('shape [2,0]');
  expect(() => layers.maxout({} as { numUnits: number })).toThrow(
    'must be a positive integer. Received: numUnits=undefined',
  );
  expect(() => ops.glu(tf.zeros([2, 3]))).toThrow(
    'The axis of glu must have an even length. Received: an input of shape [2,3], axis=1',
  );
  expect(() => ops.glu(tf.zeros([2]), 1)).toThrow('must lie between -1 and 0');
  expect(() => new GLU({ variant: 'nope' as 'glu' })).toThrow(
    'Unknown variant of a GLU layer. Expected one of: glu, bilinear, reglu, geglu, swiglu, ' +
      'clampedSwiglu. ' +
      'Received: variant="nope"',
  );
  expect(() => new GLU({ inputShape: [3] }).apply(tf.input({ shape: [3] }))).toThrow('even length');
});
