import { systems } from '../../scripts/systems.js';
import { snakeCase } from '../../src/arguments/case.js';
import { type Activation, defaultsOf } from '../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { softmaxFamily } from '../../src/catalogue/softmax_family.js';
import { NOT_OF_KERAS } from '../../src/keras/config/identity.js';
import reference from '../fixtures/pytorch/activations.json' with { type: 'json' };

// An activation name in a Keras file that no version of Keras has refers to a function of the user. So each name of
// the catalogue must be classified as one of Keras or not.

const ofKeras = Object.keys(systems[0].activations)
  .filter((name) => !name.includes('('))
  .flatMap((name) => name.split(', '));

/** Names of PyTorch and Hugging Face with the same meaning here. */
const OF_OTHERS = [
  ...[
    'gelu_new',
    'geluNew',
    'geluPytorchTanh',
    'geluPythonTanh',
    'quickGelu',
    'relu2',
    'hardswish',
  ],
  ...['hardtanh', 'hardshrink', 'softshrink', 'tanhshrink', 'logsigmoid'],
];

const ours = Object.entries<Activation>(elementwiseActivations)
  .filter(([, activation]) => defaultsOf(activation))
  .flatMap(([name, { also = [] }]) => [name, ...also]);

test('the names of other systems are compared with the values of those systems', () => {
  const theirs = new Set(reference.cases.map(({ name }) => name));
  const spelt = OF_OTHERS.map(snakeCase).filter((name) => !theirs.has(name));
  expect(spelt).toEqual([]);
});

test.each([...ours, ...Object.keys(softmaxFamily)])(
  '%s is correctly classified as a name of Keras or not',
  (name) => {
    expect(systems[0].name).toMatch(/^Keras 3/);
    expect(NOT_OF_KERAS.test(name)).toBe(
      !ofKeras.includes(snakeCase(name)) && !OF_OTHERS.includes(name),
    );
    expect(NOT_OF_KERAS.test(snakeCase(name))).toBe(NOT_OF_KERAS.test(name));
  },
);
