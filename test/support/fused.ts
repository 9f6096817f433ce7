import * as tf from '@tensorflow/tfjs';
import { random } from './values.js';

type Model = tf.LayersModel;

/** Sets each weight of a model to random numbers, and variances to positive ones. */
export function withRandomWeights<M extends Model>(model: M, seed = 1): M {
  const values = model.weights.map((weight, i) => {
    const { shape, originalName } = weight as unknown as { shape: number[]; originalName: string };
    const numbers = random(tf.util.sizeFromShape(shape), 1, seed + i);
    const isVariance = /variance/i.test(originalName);
    return tf.tensor(isVariance ? numbers.map((each) => 0.5 + Math.abs(each)) : numbers, shape);
  });
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

/** Random inputs of a model, two samples each. */
export function randomInputs({ inputs }: Model): tf.Tensor[] {
  return inputs.map(({ shape }, i) => {
    const lengths = shape.map((length, axis) => (axis === 0 ? (length ?? 2) : (length ?? 6)));
    return tf.tensor(random(tf.util.sizeFromShape(lengths), 2, 100 + i), lengths);
  });
}

export function predictions(model: Model, inputs: tf.Tensor[]): tf.Tensor[] {
  return [model.predict(inputs.length === 1 ? inputs[0] : inputs)].flat();
}

/** Fails if an output of the fused model differs from that of the model by more than 1e-5 of its scale. */
export async function expectSame(
  fused: Model,
  model: Model,
  inputs = randomInputs(model),
): Promise<void> {
  const [received, expected] = [fused, model].map((each) => predictions(each, inputs));
  expect(received.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  for (const [i, output] of received.entries()) {
    const [values, exact] = [await output.data(), await expected[i].data()];
    const scale = Math.max(1e-3, ...[...exact].map(Math.abs));
    values.forEach((value, at) => {
      if (!(Math.abs(value - exact[at]) <= 1e-5 * scale)) {
        throw new Error(
          `On ${BACKEND}, output ${i} at ${at}: expected ${exact[at]}, received ${value}`,
        );
      }
    });
  }
  tf.dispose([received, expected]);
}

/** The classes of the layers of a model, except for its inputs. */
export function classesOf({ layers }: Model): string[] {
  return layers.map((layer) => layer.getClassName()).filter((name) => name !== 'InputLayer');
}
