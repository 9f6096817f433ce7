import * as tf from '@tensorflow/tfjs';
import { type GLUArgs, layers, ops } from '../../src/index.js';
import reference from '../fixtures/pytorch/gated.json' with { type: 'json' };
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// Systems differ in which half is the gate: test/fixtures/pytorch/make_gated.py creates the values of PyTorch and of
// models of Hugging Face.

type Variant = NonNullable<GLUArgs['variant']>;

const BOUND = { ulp: 32, absolute: 1e-5 };
const { x, cases } = reference;

describe.each(cases.map((each) => [each.system, each] as const))('%s', (_system, each) => {
  const { options, value, slope } = each;
  const name = each.name as Variant;
  const op = ops[name] as (
    x: tf.Tensor | tf.TensorLike,
    axis?: number,
    options?: object,
  ) => tf.Tensor;

  test('gives the values and slopes, along any axis', async () => {
    await expectValues(op(x, -1, options), value, BOUND);
    await expectValues(tf.grad((x) => op(x, -1, options))(tf.tensor1d(x)), slope, BOUND);
    const twice = tf.stack([x, x], 1).reshape([1, 12, 2]);
    const along = op(twice, 1, options) as tf.Tensor;
    expect(along.shape).toEqual([1, 6, 2]);
    await expectValues(tf.unstack(along, 2)[1], value, BOUND);
  });

  test('gives the values as a layer, also after it is saved and loaded', async () => {
    const layer = layers.glu({ variant: name, ...options, inputShape: [12] } as GLUArgs);
    const model = tf.sequential({ layers: [layer] });
    const input = tf.tensor2d([x]);
    await expectValues(model.predict(input) as tf.Tensor, value, BOUND);
    const again = await load(await saved(model));
    await expectValues(again.predict(input) as tf.Tensor, value, BOUND);
    expect(again.layers[0].getConfig()).toMatchObject({ variant: name, ...options });
  });
});

test('the interleaved gate is at even indices, also in tensors with six axes', async () => {
  const shape = [1, 2, 1, 4, 1, 2];
  const values = tf.range(0, 16).reshape(shape);
  const y = ops.bilinear(values, 3, { gate: 'interleaved' });
  expect(y.shape).toEqual([1, 2, 1, 2, 1, 2]);
  await expectValues(y, [0, 3, 24, 35, 80, 99, 168, 195]);
});

test('clampedSwiglu has its bounds as limits at infinities, finite slopes, and a second-order gradient', async () => {
  const clamped = (x: tf.Tensor) => ops.clampedSwiglu(x);
  const input = tf.tensor1d([1, Infinity, -Infinity, Number.NaN, -Infinity, Infinity, Infinity, 1]);
  const value = 7 / (1 + Math.exp(-7 * 1.702));
  await expectValues(clamped(input), [0, 8 * value, -6 * value, Number.NaN], BOUND);
  const numbers = tf.tensor1d([1, Infinity, -Infinity, -Infinity, Infinity, -Infinity]);
  const slopes = await tf.grad(clamped)(numbers).data();
  expect([...slopes].every(Number.isFinite)).toBe(true);
  const curvature = await tf
    .grad(tf.grad(clamped))(tf.tensor1d([1, -2, 3, 0.5]))
    .data();
  expect([...curvature].every(Number.isFinite)).toBe(true);
});

test.each<[string, () => unknown, string]>([
  [
    'a place',
    () => ops.glu([1, 2], -1, { gate: 'last' } as object),
    'The gate of glu must be one of first, second, interleaved. Received: gate="last"',
  ],
  [
    'an unknown option',
    () => ops.glu([1, 2], -1, { limit: 1 } as object),
    'Unrecognized option of glu. Expected one of: gate. Received: limit=1',
  ],
  [
    'a limit',
    () => ops.clampedSwiglu([1, 2], -1, { limit: 0 }),
    'The limit of clampedSwiglu must be greater than 0. Received: limit=0',
  ],
  [
    'an argument of another variant',
    () => layers.glu({ variant: 'swiglu', limit: 7 }),
    'The variant swiglu of a GLU layer has no limit. Received: limit=7',
  ],
  [
    'an unknown gate of a layer',
    () => layers.glu({ gate: 'half' } as object),
    'The gate of a GLU layer must be one of first, second, interleaved.',
  ],
])('throws for an invalid argument: %s', (_case, call, message) => {
  expect(call).toThrow(message);
});
