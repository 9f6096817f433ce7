import * as tf from '@tensorflow/tfjs';
import cases from '../fixtures/keras/values.json' with { type: 'json' };
import { boundOfBackend, expectValues } from '../support/values.js';

// The values that Keras 3.12 computes in float64: test/fixtures/keras/values.py.

const DOUBLE_ROUNDING = { ulp: 64, absolute: 4e-7 };

describe.each(
  cases.map((values) => [values.layer, values.arguments, values.shape, values] as const),
)('%s %j on %j', (name, args, shape, values) => {
  const layer = (): tf.layers.Layer => {
    const made = tf.layers.Layer.fromConfig(classOf(name), args as tf.serialization.ConfigDict);
    made.build([null, ...shape.slice(1)]);
    if (values.alpha) made.setWeights([tf.tensor(values.alpha, values.alphaShape)]);
    return made;
  };
  const mask = () => (values.mask ? { mask: tf.tensor(values.mask, shape) } : {});
  const input = (flat: number[]) => tf.tensor(flat, [...shape]);

  test('has the same value as in Keras', async () => {
    const y = layer().apply(input(values.x), mask()) as tf.Tensor;
    await expectValues(y, values.y, boundOfBackend());
  });

  test('has the same gradient as in Keras', async () => {
    const made = layer();
    const dx = tf.grad((x) => made.apply(x, mask()) as tf.Tensor)(
      input(values.x),
      input(values.dy),
    );
    await expectValues(dx, values.dx, { ...boundOfBackend(), absolute: 2e-7 });
  });

  test('has the same second-order gradient as in Keras', async () => {
    const made = layer();
    const first = (x: tf.Tensor) =>
      tf.grad((x) => made.apply(x, mask()) as tf.Tensor)(x, input(values.dy));
    const second = tf.grad(first)(input(values.x), input(values.v));
    await expectValues(second, values.second, DOUBLE_ROUNDING);
  });

  if (values.dalpha !== undefined) {
    test('has the same first- and second-order gradients with respect to alpha as in Keras', async () => {
      const made = layer();
      const product = () => tf.mul(made.apply(input(values.x)) as tf.Tensor, input(values.dy));
      const { grads } = tf.variableGrads(() => tf.sum(product()) as tf.Scalar);
      await expectValues(Object.values(grads)[0], values.dalpha, { ulp: 64, absolute: 1e-5 });

      const penalty = () => {
        const dx = tf.grad((x) => made.apply(x) as tf.Tensor)(input(values.x), input(values.dy));
        return tf.sum(tf.mul(dx, input(values.v))) as tf.Scalar;
      };
      const { grads: second } = tf.variableGrads(penalty);
      await expectValues(Object.values(second)[0], values.secondByAlpha, {
        ulp: 64,
        absolute: 1e-6,
      });
    });
  }
});

function classOf(name: string): tf.serialization.SerializableConstructor<tf.layers.Layer> {
  const [layerClass] = tf.serialization.SerializationMap.getMap().classNameMap[name];
  return layerClass as unknown as tf.serialization.SerializableConstructor<tf.layers.Layer>;
}
