import * as tf from '@tensorflow/tfjs';
import { ops } from '../../../src/activations/ops.js';
import { sixLayers } from '../../support/six_layers.js';
import { expectValues, random } from '../../support/values.js';

const { hardmax, logSoftmax, softmax, sparsemax } = ops;

// On phones whose graphics cards cannot render to float32 textures, tfjs uses float16: ten bits of mantissa, and a
// maximum of 65504.

const HALF = { ulp: 0, absolute: 5e-3 };

beforeAll(async () => {
  const factory = tf.findBackendFactory('webgl');
  tf.removeBackend('webgl');
  tf.env().set('WEBGL_FORCE_F16_TEXTURES', true);
  tf.registerBackend('webgl', factory);
  await tf.setBackend('webgl');
});

test('the textures contain half floats', async () => {
  const values = Array<number>(200).fill(1 + 2 ** -12); // tfjs computes smaller tensors on the CPU.
  await expectValues(tf.neg(tf.tensor1d(values)), Array<number>(200).fill(-1));
});

describe('in textures of half floats the layers are correct to half precision, forward and backward', () => {
  test.each(sixLayers.filter(({ name }) => name !== 'Softmax'))(
    '$name',
    async ({ make, meaning }) => {
      const values = random(35);
      const layer = make();
      const apply = (x: tf.Tensor) => layer.apply(x) as tf.Tensor;
      const x = tf.tensor2d(values, [5, 7]);
      await expectValues(apply(x), values.map(meaning), HALF);
      const slopes = values.map((x) => (meaning(x + 1e-6) - meaning(x - 1e-6)) / 2e-6);
      await expectValues(tf.grad(apply)(x), slopes, HALF);
    },
  );

  test('Softmax', async () => {
    const x = tf.tensor2d([1, 1, -300, 300, -300, 300], [2, 3]);
    await expectValues(softmax(x, [1]), [0.5, 0.5, 0, 0.5, 0, 0.5], HALF);
    const dx = tf.grad((x) => softmax(x, [1]))(x, tf.tensor2d([1, 0, 0, 0, 0, 1], [2, 3]));
    await expectValues(dx, [0.25, -0.25, 0, -0.25, 0, 0.25], HALF);
  });

  test('the other activations of the softmax family', async () => {
    const x = tf.tensor2d([1, 1, -300, 300, 299.5, 250], [2, 3]);
    const half = -Math.log(2);
    const [a, b] = [-Math.log1p(Math.exp(-0.5)), -Math.log1p(Math.exp(0.5))];
    const expected = [half, half, half - 301, a, b, a - 50];
    await expectValues(logSoftmax(x), expected, { ulp: 0, absolute: 0.2 });
    await expectValues(sparsemax(x), [0.5, 0.5, 0, 0.75, 0.25, 0], HALF);
    await expectValues(hardmax(x), [1, 0, 0, 1, 0, 0]);
  });
});

test('NaN stays NaN in half floats, and so does an infinity, as with the ops of tfjs', async () => {
  const x = tf.fill([200], Number.NaN);
  const infinity = tf.fill([200], Infinity);
  for (const { name, make } of sixLayers) {
    if (name === 'Softmax') continue;
    const y = make().apply(x) as tf.Tensor;
    expect((await y.data()).every(Number.isNaN)).toBe(true);
  }
  for (const y of [sixLayers[0].make().apply(infinity) as tf.Tensor, tf.neg(infinity)]) {
    expect((await y.data()).every(Number.isNaN)).toBe(true);
  }
});
