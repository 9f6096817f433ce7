import '../../bench/models/stock_activations.js';
import * as tf from '@tensorflow/tfjs';
import { type Activations, sources } from '../../bench/models/activations.js';
import { networks } from '../../bench/models/networks.js';
import { fuse } from '../../src/fuse/index.js';

tf.env().set('PROD', true);

/** One chain represents the others, which differ only in length. */
const measured = networks.filter(({ chain }) => chain === undefined || chain.floats === 64);

const cases = measured.flatMap(({ activations, ...network }) =>
  activations.map((activation) => ({ ...network, activation })),
);

/** The layer of tfjs has no gradient. */
const UNTRAINABLE = 'ThresholdedReLU';

jest.setTimeout(60000);

test.each(cases)(
  '$name, $activation: with our activation it computes what it computes with that of tfjs to 1e-5, and trains',
  async ({ build, activation }) => {
    const make = (from: Activations) => {
      const model = build(from, activation);
      model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
      return model;
    };
    const [stock, ours] = [make(sources.tfjs), make(sources.ours)];
    ours.setWeights(stock.getWeights());
    const random = ({ shape }: tf.SymbolicTensor, seed: number) =>
      tf.randomNormal([1, ...(shape.slice(1) as number[])], 0, 1, 'float32', seed);
    const [x, y] = [random(stock.inputs[0], 1), random(stock.outputs[0], 2)];
    const predicted = (model: tf.LayersModel) =>
      (model.predictOnBatch(x) as tf.Tensor).dataSync() as Float32Array;

    expectClose(predicted(ours), predicted(stock));
    expectClose(predicted(fuse(ours)), predicted(stock));
    if (activation !== UNTRAINABLE) {
      const [received, expected] = [await loss(ours, x, y), await loss(stock, x, y)];
      // The weights are random, so a loss may be close to 0.
      expect(Math.abs(received - expected)).toBeLessThan(5e-6 * Math.max(1, expected));
      expectClose(predicted(ours), predicted(stock));
    }
  },
);

async function loss(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): Promise<number> {
  return (await model.trainOnBatch(x, y)) as number;
}

function expectClose(received: Float32Array, expected: Float32Array): void {
  expect(received.length).toBe(expected.length);
  const errors = received.map((value, i) => Math.abs(value - expected[i]));
  expect(Math.max(...errors)).toBeLessThan(1e-5);
}
