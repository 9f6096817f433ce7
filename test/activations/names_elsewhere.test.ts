import * as tf from '@tensorflow/tfjs';
import { act } from '../../src/index.js';
import reference from '../fixtures/pytorch/activations.json' with { type: 'json' };
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// The names of PyTorch and Hugging Face, as these compute them: test/fixtures/pytorch/make.py.

/** What `act` refuses, or means otherwise, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'torch.nn.functional hardsigmoid':
    'It is hardSigmoid6 here: but for a capital it is the name of tfjs for another function.',
  'transformers leaky_relu':
    'The slope of PyTorch is 0.01, and that of Keras, which has the same name, 0.2.',
  'transformers prelu': 'Its slope is learnt, for which it must be a layer.',
};

/** The weights of transformers are of 16 bits when they are made. */
const ROUNDED: Readonly<Record<string, number>> = { xielu: 5e-3 };

const accepted = reference.cases.filter(({ system, name }) => !(`${system} ${name}` in OTHERWISE));
const along = ['softmax', 'log_softmax', 'softmin'];

test.each(accepted.map(({ system, name, args, ...rest }) => [system, name, args, rest] as const))(
  '%s: %s %j is the same in act, in code and from a saved file',
  async (_system, name, args, { value, slope }) => {
    const activation = act<string>(name, args as Record<string, number> | null);
    const layer = tf.layers.activation({ activation, inputShape: [reference.x.length] });
    const model = tf.sequential({ layers: [layer] });
    const x = tf.tensor2d([reference.x]);
    const absolute = ROUNDED[name] ?? 1e-5;
    const bound = { ulp: ROUNDED[name] ? 1e5 : 32, absolute };
    await expectValues(model.predict(x) as tf.Tensor, value, bound);
    const dy = along.includes(name) ? x : tf.onesLike(x);
    await expectValues(tf.grad((x) => layer.apply(x) as tf.Tensor)(x, dy), slope, bound);
    const again = await load(await saved(model));
    await expectValues(again.predict(x) as tf.Tensor, value, bound);
  },
);

test('each exception is a name of theirs', () => {
  const all = reference.cases.map(({ system, name }) => `${system} ${name}`);
  expect(Object.keys(OTHERWISE).filter((name) => !all.includes(name))).toEqual([]);
  expect(reference.torch).toBe('2.15.0');
});
