import * as tf from '@tensorflow/tfjs';
import { act } from '../../src/index.js';
import reference from '../fixtures/pytorch/activations.json' with { type: 'json' };
import names from '../fixtures/systems/names.json' with { type: 'json' };
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// The names of PyTorch and Hugging Face, compared with what those libraries compute: test/fixtures/pytorch/make.py.

/** Names that `act` refuses or that have another meaning here, with the reason. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'torch.nn.functional hardsigmoid':
    'It is hardSigmoid6 here: tfjs uses the same name, apart from one capital, for another function.',
  'transformers leaky_relu':
    'The slope is 0.01 in PyTorch, and 0.2 in Keras, which has the same name.',
  'transformers prelu': 'Its slope is learned, so it must be a layer.',
};

/** Classes of PyTorch that are not a function of one tensor, or that a layer cannot have as its activation. */
const NO_FUNCTIONS: Readonly<Record<string, string>> = {
  GLU: 'It halves the length of an axis.',
  MultiheadAttention: 'It is not an activation.',
  PReLU: 'Its slope is learned.',
  RReLU: 'Its slopes are random in training.',
  Softmax2d: 'It is softmax along the channel axis.',
};

/** The names under which activations with other names are saved: those of Keras 3, otherwise those of tfjs. */
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

/** transformers creates the weights in 16 bits. */
const ROUNDED: Readonly<Record<string, number>> = { xielu: 5e-3 };

const accepted = reference.cases.filter(({ system, name }) => !(`${system} ${name}` in OTHERWISE));
const along = ['softmax', 'log_softmax', 'softmin'];

test.each(accepted.map(({ system, name, args, ...rest }) => [system, name, args, rest] as const))(
  '%s: %s %j computes the same with act, in code and from a saved file',
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

test('every class of torch.nn is compared through a function', () => {
  const functions = reference.cases
    .filter(({ system }) => system === 'torch.nn.functional')
    .map(({ name }) => name.replaceAll('_', ''));
  const isCompared = (name: string) => functions.includes(name.toLowerCase());
  const { names: classes, version } = names['torch.nn'];
  expect(version).toBe(`torch ${reference.torch}`);
  expect(classes.filter((name) => !isCompared(name))).toEqual(Object.keys(NO_FUNCTIONS));
});

test('every entry of ACT2FN is compared', () => {
  const { names: keys, version } = names['transformers.activations.ACT2FN'];
  const ofTransformers = reference.cases.filter(({ system }) => system === 'transformers');
  expect(version).toBe(`transformers ${reference.transformers}`);
  expect(ofTransformers.map(({ name }) => name)).toEqual(keys);
});

test.each(Object.entries(savedNames))(
  '%s is saved as %s, which more programs can read',
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

test('a name with two meanings is refused with an error that gives both', () => {
  for (const name of ['hardsigmoid', 'Hardsigmoid']) {
    expect(() => act<string>(name)).toThrow(
      'Unknown activation. Expected hardSigmoid6, as in PyTorch and Keras 3, ' +
        `or hardSigmoid, as in Keras 2 and tfjs. Received: ${name}`,
    );
  }
});

test('every exception is a name of one of these systems', () => {
  const all = reference.cases.map(({ system, name }) => `${system} ${name}`);
  expect(Object.keys(OTHERWISE).filter((name) => !all.includes(name))).toEqual([]);
  expect(reference.torch).toBe('2.15.0');
});
