import * as tf from '@tensorflow/tfjs';
import { layers, ReLU, type ReLUArgs } from '../../src/index.js';
import { expectValues } from '../support/values.js';

const apply = (layer: ReLU, x: number[]) => layer.apply(tf.tensor1d(x)) as tf.Tensor;

const X = [-3, -0.5, 0, 0.5, 1, 2, 7];

test.each<[ReLUArgs | undefined, number[]]>([
  [undefined, [0, 0, 0, 0.5, 1, 2, 7]],
  [{ maxValue: 6 }, [0, 0, 0, 0.5, 1, 2, 6]],
  [{ maxValue: null }, [0, 0, 0, 0.5, 1, 2, 7]],
  [{ maxValue: 0 }, [0, 0, 0, 0, 0, 0, 0]],
  [{ negativeSlope: 0.5 }, [-1.5, -0.25, 0, 0.5, 1, 2, 7]],
  [{ threshold: 1 }, [0, 0, 0, 0, 0, 2, 7]],
  [{ threshold: 1, negativeSlope: 0.5 }, [-2, -0.75, -0.5, -0.25, 0, 2, 7]],
  [{ max_value: 2, negative_slope: 0.5, threshold: 1 }, [-2, -0.75, -0.5, -0.25, 0, 2, 2]],
  // If the bound is below the threshold, the result is 0 up to the threshold and the bound above it, as in Keras.
  [{ maxValue: 0.25, threshold: 1 }, [0, 0, 0, 0, 0, 0.25, 0.25]],
])('%j', async (args, expected) => {
  await expectValues(apply(layers.reLU(args), X), expected);
});

test('-Infinity gives 0, Infinity the bound and NaN NaN, with any arguments', async () => {
  const extremes = [-Infinity, Infinity, Number.NaN];
  await expectValues(apply(layers.reLU(), extremes), [0, Infinity, Number.NaN]);
  await expectValues(apply(layers.reLU({ maxValue: 6 }), extremes), [0, 6, Number.NaN]);
  await expectValues(apply(layers.reLU({ threshold: 1 }), extremes), [0, Infinity, Number.NaN]);
  const leaky = layers.reLU({ negativeSlope: 0.1, maxValue: 6 });
  await expectValues(apply(leaky, extremes), [-Infinity, 6, Number.NaN]);
});

test('the gradient is the slope at the threshold, and 0 from the bound on', async () => {
  const layer = layers.reLU({ maxValue: 6, negativeSlope: 0.25, threshold: 1 });
  const dx = tf.grad((x) => layer.apply(x) as tf.Tensor)(tf.tensor1d([0, 1, 3, 6, 7]));
  await expectValues(dx, [0.25, 0.25, 1, 0, 0]);
});

test('the config contains all three arguments, with null if there is no bound', async () => {
  const layer = layers.reLU();
  expect(layer.getConfig()).toMatchObject({ maxValue: null, negativeSlope: 0, threshold: 0 });
  const again = new ReLU(layer.getConfig() as ReLUArgs);
  await expectValues(apply(again, [100]), [100]);
});

test.each([
  [
    { maxValue: -1 },
    'The maxValue of a ReLU layer cannot be a negative value. Received: maxValue=-1',
  ],
  [
    { negative_slope: -1 },
    'The negative_slope of a ReLU layer cannot be a negative value. Received: negative_slope=-1',
  ],
  [{ threshold: -1 }, 'The threshold of a ReLU layer cannot be a negative value.'],
  [
    { threshold: {} },
    'The threshold of a ReLU layer must be a finite number. Received: threshold={}',
  ],
  [
    { max_value: 'a' },
    'The max_value of a ReLU layer must be a finite number, or null for none. Received: max_value="a"',
  ],
  [{ maxValue: Number.NaN }, 'Received: maxValue=NaN'],
])('refuses %j', (args, message) => {
  expect(() => new ReLU(args as object)).toThrow(message);
});
