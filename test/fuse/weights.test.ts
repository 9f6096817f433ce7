import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { layers } from '../../src/index.js';
import { expectSame, withRandomWeights } from '../support/fused.js';

// In `layer.weights`, frozen weights follow the others, and the layers of a copy are not frozen.

const { batchNormalization, dense } = tf.layers;
const sequential = (...all: tf.layers.Layer[]) => tf.sequential({ layers: all });

/** Freezes the first of the weights that belong to the layer itself. */
function freezeFirst({ weights }: tf.layers.Layer): void {
  (weights[0] as unknown as { trainable: boolean }).trainable = false;
}

const encoder = () =>
  sequential(
    dense({ units: 5, inputShape: [5] }),
    batchNormalization(),
    dense({ units: 5 }),
    batchNormalization(),
  );

/** Each creates a model, and a function that freezes a part of it. */
const cases: Record<string, () => readonly [tf.LayersModel, () => void]> = {
  'a norm': () => {
    const norm = batchNormalization({ inputShape: [4] });
    return [sequential(norm), () => freezeFirst(norm)];
  },
  'a norm after a product': () => {
    const norm = batchNormalization();
    const model = sequential(dense({ units: 4, inputShape: [4] }), norm);
    return [model, () => freezeFirst(norm)];
  },
  'a product': () => {
    const product = dense({ units: 3, inputShape: [5] });
    return [sequential(product, layers.mish()), () => freezeFirst(product)];
  },
  'a recurrent layer': () => {
    const lstm = tf.layers.lstm({ units: 3, inputShape: [4, 3] });
    return [sequential(lstm), () => freezeFirst(lstm.cell as tf.layers.Layer)];
  },
  'one direction of a bidirectional layer': () => {
    const both = tf.layers.bidirectional({
      layer: tf.layers.gru({ units: 3 }) as never,
      mergeMode: 'concat',
      inputShape: [4, 3],
    });
    const { forwardLayer } = both as unknown as { forwardLayer: tf.layers.Layer };
    const freeze = () => {
      forwardLayer.trainable = false;
    };
    return [sequential(both), freeze];
  },
  'an encoder that is applied to each frame': () => {
    const layer = encoder();
    const model = sequential(
      tf.layers.timeDistributed({ layer, inputShape: [3, 5] }),
      dense({ units: 2 }),
    );
    const freeze = () => {
      layer.trainable = false;
    };
    return [model, freeze];
  },
  'a nested model': () => {
    const layer = encoder();
    const input = tf.input({ shape: [5] });
    const output = dense({ units: 2 }).apply(layer.apply(input)) as tf.SymbolicTensor;
    const freeze = () => {
      layer.trainable = false;
    };
    return [tf.model({ inputs: input, outputs: output }), freeze];
  },
};

test.each(Object.entries(cases))(
  'with %s frozen, each weight is copied to its place',
  async (_, make) => {
    const [model, freeze] = make();
    withRandomWeights(model);
    freeze();
    await expectSame(fuse(model), model);
  },
);

test('a separable convolution that is kept keeps its depth multiplier', async () => {
  const separable = tf.layers.separableConv2d({
    ...{ filters: 3, kernelSize: 3, depthMultiplier: 2, useBias: false },
    inputShape: [5, 5, 3],
  });
  const model = withRandomWeights(sequential(separable, tf.layers.flatten()));
  await expectSame(fuse(model), model);
});

test('a layer with a call method that the user has assigned is refused', () => {
  const layer = dense({ units: 2, inputShape: [2] });
  layer.call = (x) => x;
  expect(() => fuse(sequential(layer, layers.mish()))).toThrow(
    /Dense\) cannot be copied .* call is/,
  );
});

test('NaN stays NaN in layers that are fused with relu', async () => {
  const activation = 'relu';
  const kinds = [
    tf.layers.conv2d({ filters: 2, kernelSize: 3, activation, inputShape: [4, 4, 2] }),
    tf.layers.depthwiseConv2d({ kernelSize: 3, activation, inputShape: [4, 4, 2] }),
    tf.layers.separableConv2d({ filters: 2, kernelSize: 3, activation, inputShape: [4, 4, 2] }),
    tf.layers.conv1d({ filters: 2, kernelSize: 3, activation, inputShape: [4, 2] }),
  ];
  for (const layer of kinds) {
    const model = sequential(layer, layers.leakyReLU());
    const x = tf.fill([1, ...(layer.batchInputShape as number[]).slice(1)], Number.NaN);
    const values = await (fuse(model).predict(x) as tf.Tensor).data();
    expect([layer.name, [...values].every(Number.isNaN)]).toEqual([layer.name, true]);
    const alone = await (fuse(sequential(layer)).predict(x) as tf.Tensor).data();
    expect([layer.name, [...alone].every(Number.isNaN)]).toEqual([layer.name, true]);
  }
});
