import * as tf from '@tensorflow/tfjs';
import cases from '../fixtures/keras/training.json' with { type: 'json' };
import { expectValues } from '../support/values.js';

// The results of five training steps in Keras 2.15: test/fixtures/keras/training.py.

const BOUND = { ulp: 0, absolute: 1e-4 };

const tensor = ({ shape, values }: { shape: number[]; values: number[] }) =>
  tf.tensor(values, shape);

/** tfjs and Keras add Adam's epsilon in different places, so it is almost 0 here. */
const adam = (learningRate: number) => tf.train.adam(learningRate, 0.9, 0.999, 1e-12);

test.each(cases)(
  '$name: losses, predictions and weights of five steps are within 1e-4 of those of Keras',
  async ({
    name,
    topology,
    optimizer,
    learningRate,
    loss,
    x,
    y,
    weights,
    losses,
    predictions,
    trained,
  }) => {
    const model = await tf.models.modelFromJSON(topology as unknown as tf.io.ModelJSON);
    model.setWeights(weights.map(tensor));
    model.compile({
      optimizer: optimizer === 'Adam' ? adam(learningRate) : tf.train.sgd(learningRate),
      loss: loss.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    });
    if (tf.getBackend() === 'wasm' && name.startsWith('images')) {
      // tfjs's wasm backend has no kernels for the gradients of a convolution.
      const step = model.trainOnBatch(tensor(x), tensor(y));
      await expect(step).rejects.toThrow('Conv2DBackpropFilter');
      return;
    }
    const received: number[] = [];
    for (let step = 0; step < losses.length; step++) {
      received.push((await model.trainOnBatch(tensor(x), tensor(y))) as number);
    }
    await expectValues(received, losses, BOUND);
    await expectValues(model.predict(tensor(x)) as tf.Tensor, predictions.values, BOUND);
    for (const [i, weight] of model.getWeights().entries()) {
      await expectValues(weight, trained[i].values, BOUND);
    }
  },
);
