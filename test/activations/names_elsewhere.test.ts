import * as tf from '@tensorflow/tfjs';
import { act } from '../../src/index.js';
import reference from '../fixtures/pytorch/activations.json' with { type: 'json' };
import names from '../fixtures/systems/names.json' with { type: 'json' };
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

/** Classes of PyTorch that no function of one tensor computes, or none that a layer can have as its activation. */
const NO_FUNCTIONS: Readonly<Record<string, string>> = {
  GLU: 'It halves an axis.',
  MultiheadAttention: 'It is no activation.',
  PReLU: 'Its slope is learnt.',
  RReLU: 'Its slopes are random in training.',
  Softmax2d: 'It is softmax along the axis of the channels.',
};

/** The names of Keras 3, or else of tfjs, for what other names mean. */
const savedNames: Readonly<Record<string, string>> = {
  hardshrink: 'hard_shrink',
  hardswish: 'hard_silu',
  hardtanh: 'hard_tanh',
  logsigmoid: 'log_sigmoid',
  softshrink: 'soft_shrink',
  swish: 'swish',
  tanhshrink: 'tanh_shrink',
  gelu_python: 'gelu',
  gelu_accurate: 'gelu_new',
  gelu_fast: 'gelu_new',
  gelu_python_tanh: 'gelu_new',
  gelu_pytorch_tanh: 'gelu_new',
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

test('each class of torch.nn has a function that is compared', () => {
  const functions = reference.cases
    .filter(({ system }) => system === 'torch.nn.functional')
    .map(({ name }) => name.replaceAll('_', ''));
  const isCompared = (name: string) => functions.includes(name.toLowerCase());
  const { names: classes, version } = names['torch.nn'];
  expect(version).toBe(`torch ${reference.torch}`);
  expect(classes.filter((name) => !isCompared(name))).toEqual(Object.keys(NO_FUNCTIONS));
});

test('all of ACT2FN is compared', () => {
  const { names: keys, version } = names['transformers.activations.ACT2FN'];
  const ofTransformers = reference.cases.filter(({ system }) => system === 'transformers');
  expect(version).toBe(`transformers ${reference.transformers}`);
  expect(ofTransformers.map(({ name }) => name)).toEqual(keys);
});

test.each(Object.entries(savedNames))(
  '%s is saved as %s, which more readers know',
  async (name, savedName) => {
    const known = [...names['keras.activations'].names, 'gelu_new'];
    expect(known).toContain(savedName);
    const activation = act<string>(name);
    const layers = [
      tf.layers.dense({ units: 2, inputShape: [2], activation }),
      tf.layers.activation({ activation }),
    ];
    const { modelTopology } = await saved(tf.sequential({ layers }));
    const text = JSON.stringify(modelTopology);
    expect(text.match(/"activation":"\w+"/g)).toEqual(
      layers.map(() => `"activation":"${savedName}"`),
    );
  },
);

test('a name with two meanings is refused, and both are told', () => {
  for (const name of ['hardsigmoid', 'Hardsigmoid']) {
    expect(() => act<string>(name)).toThrow(
      'Unknown activation. Expected hardSigmoid6, as in PyTorch and Keras 3, ' +
        `or hardSigmoid, as in Keras 2 and tfjs. Received: ${name}`,
    );
  }
});

test('each exception is a name of theirs', () => {
  const all = reference.cases.map(({ system, name }) => `${system} ${name}`);
  expect(Object.keys(OTHERWISE).filter((name) => !all.includes(name))).toEqual([]);
  expect(reference.torch).toBe('2.15.0');
});
