// Trains a small model of tfjs's own layers for one step, without this package, and prints it as JSON.

import * as tf from '@tensorflow/tfjs';

tf.env().set('PROD', true);
const dense = (units, seed, args = {}) =>
  tf.layers.dense({ units, kernelInitializer: tf.initializers.randomNormal({ seed }), ...args });

const model = tf.sequential({
  layers: [
    dense(6, 1, { inputShape: [4] }),
    tf.layers.leakyReLU({ alpha: 0.1 }),
    dense(6, 2),
    tf.layers.prelu({ alphaInitializer: 'ones' }),
    dense(6, 3),
    tf.layers.elu(),
    dense(6, 4),
    tf.layers.reLU({ maxValue: 6 }),
    dense(3, 5),
    tf.layers.softmax({ axis: 1 }),
  ],
});
model.compile({ loss: 'categoricalCrossentropy', optimizer: tf.train.sgd(0.1) });
const x = tf.randomNormal([8, 4], 0, 1, 'float32', 6);
await model.trainOnBatch(x, tf.oneHot([0, 1, 2, 0, 1, 2, 0, 1], 3).toFloat());
// Created after the training, because stock tfjs cannot train this layer.
const whole = tf.sequential({
  layers: [...model.layers, tf.layers.thresholdedReLU({ theta: 0.2 })],
});

await whole.save(
  tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const weights = Buffer.from(weightData).toString('base64');
    const predictions = [...whole.predict(x).dataSync()];
    const saved = { modelTopology, weightSpecs, weights, x: [...x.dataSync()], predictions };
    console.log(JSON.stringify(saved));
    return {};
  }),
);
