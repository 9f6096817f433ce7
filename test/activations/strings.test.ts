import * as tf from '@tensorflow/tfjs';
import { act, ops } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { expectValues, random } from '../support/values.js';

const spellings = {
  softmax: ops.softmax,
  logSoftmax: ops.logSoftmax,
  log_softmax: ops.logSoftmax,
  softmin: ops.softmin,
  sparsemax: ops.sparsemax,
  hardmax: ops.hardmax,
};
const names = Object.keys(spellings) as (keyof typeof spellings)[];

describe.each(names)("activation: '%s'", (name) => {
  const model = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3], activation: act(name) }),
        tf.layers.activation({ activation: act(name) }),
      ],
    });
  const x = () => tf.tensor(random(15), [5, 3]);

  test('is the op of this package, in a dense layer and in one of its own', async () => {
    const network = model();
    const [kernel, bias] = network.getWeights();
    const op = spellings[name];
    const expected = op(op(tf.add(tf.matMul(x(), kernel), bias)));
    await expectValues(network.predict(x()) as tf.Tensor, expected);
  });

  test('is saved and loaded', async () => {
    const network = model();
    const loaded = await load(await saved(network));
    await expectValues(loaded.predict(x()) as tf.Tensor, network.predict(x()) as tf.Tensor);
  });
});

test('a masked entry is 0 in a probability that a string made', async () => {
  const layer = tf.layers.activation({ activation: 'softmax' });
  await expectValues(layer.apply(tf.tensor2d([[1, -Infinity, 1]])) as tf.Tensor, [0.5, 0, 0.5]);
});

test('act refuses a name that it does not know, and lists those it does', () => {
  expect(() => act('nope' as 'softmax')).toThrow(
    /^Unknown activation\. Expected one of: .*mish, .*log_softmax, .* Received: nope$/,
  );
});
