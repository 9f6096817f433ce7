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

  test('its gradient is within 1e-5 of a central difference in float64', async () => {
    const [x, dy] = [random(6, 2), random(3, 2, 5)];
    const dx = tf.grad((x) => ops[variant](x))(tf.tensor1d(x), tf.tensor1d(dy));
    const f = (x: number[]) => dy.reduce((sum, up, i) => sum + up * x[i] * gate(x[i + 3]), 0);
    await expectValues(dx, differences(f, x, 1e-5), { ulp: 0, absolute: 1e-5 });
  });

  test('as a layer it has half the axis in its symbolic shape, trains behind it, and is saved', async () => {
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

test('maxout has the largest of the elements that are so many apart, along any axis, and a gradient there', async () => {
  const x = [1, 5, -2, 4, 0, 3];
  await expectValues(ops.maxout(x, 2), [1, 5]);
  await expectValues(ops.maxout(x, 3), [4, 5, 3]);
  await expectValues(ops.maxout(tf.tensor2d(x, [3, 2]), 1, 0), [1, 5]);
  const dx = tf.grad((x) => ops.maxout(x, 3))(tf.tensor1d(x), tf.tensor1d([7, 8, 9]));
  await expectValues(dx, [0, 8, 0, 7, 0, 9]);
});

test.each([
  ['CReLU', () => layers.crelu(), 12],
  ['Maxout', () => layers.maxout({ numUnits: 2 }), 2],
  ['Maxout', () => layers.maxout({ num_units: 3, axis: 1 }), 3],
])(
  '%s as a layer has its symbolic shape, trains behind it, and is saved',
  async (_, make, length) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 6, inputShape: [2] }),
        make(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    expect(model.layers[1].outputShape).toEqual([null, length]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = tf.tensor2d(random(8), [4, 2]);
    await model.fit(x, tf.ones([4, 1]), { verbose: 0 });
    const loaded = await load(await saved(model));
    await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
    expect(loaded.layers[1].getConfig()).toEqual(model.layers[1].getConfig());
  },
);

test('a mask passes an axis of features, and not the axis of time', () => {
  const mask = tf.tensor2d([[1, 0]]);
  const x = tf.zeros([1, 2, 4]);
  expect(layers.glu().computeMask(x, mask)).toBe(mask);
  expect(layers.glu({ axis: 1 }).computeMask(x, mask)).toBeNull();
});

test('crelu has the positive part, and behind it the negative', async () => {
  const y = ops.crelu(tf.tensor2d([[-1, 2, Number.NaN]]), 1);
  const not = Number.NaN;
  await expectValues(y, [0, 2, not, 1, 0, not]);
});

test('integers are taken as float32, and nothing is leaked', async () => {
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
    'The axis of maxout must have a length that is a multiple of numUnits=2. ' +
      'Received: an input of shape [2,5], axis=1',
  );
  expect(() => layers.maxout({} as { numUnits: number })).toThrow(
    'must be a positive integer. Received: numUnits=undefined',
  );
  expect(() => ops.glu(tf.zeros([2, 3]))).toThrow(
    'The axis of glu must have an even length. Received: an input of shape [2,3], axis=1',
  );
  expect(() => ops.glu(tf.zeros([2]), 1)).toThrow('must lie between -1 and 0');
  expect(() => new GLU({ variant: 'nope' as 'glu' })).toThrow(
    'Unknown variant of a GLU layer. Expected one of: glu, bilinear, reglu, geglu, swiglu. ' +
      'Received: variant="nope"',
  );
  expect(() => new GLU({ inputShape: [3] }).apply(tf.input({ shape: [3] }))).toThrow('even length');
});
