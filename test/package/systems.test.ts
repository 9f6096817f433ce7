import * as tf from '@tensorflow/tfjs';
import { leftOut, systems } from '../../scripts/systems.js';
import { act, defineActivation } from '../../src/index.js';
import names from '../fixtures/systems/names.json' with { type: 'json' };
import { expectValues } from '../support/values.js';

// The tables of docs/activations.md, compared with the names in other systems: test/fixtures/systems/make.py.

/** Functions of the modules of Keras and JAX that are not activations. */
const OF_MODULES = [
  ...['deserialize', 'get', 'serialize'],
  ...['get_scaled_dot_general_config', 'scaled_dot_general', 'scaled_matmul'],
];

/** For ONNX the list contains all operators, most of which are not activations. */
const OF_ALL_KINDS = 'ai.onnx';

const inBackticks = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name);
const outside = [...OF_MODULES, ...leftOut.flatMap(({ name }) => inBackticks(name))];

const compared = systems.flatMap(({ name, activations }) => {
  const [module, theirs] =
    Object.entries(names).find(([module]) => name.endsWith(`\`${module}\``)) ?? [];
  if (module === undefined || theirs === undefined) return [];
  const listed = Object.keys(activations)
    .flatMap((names) => names.split(', '))
    .map((name) => name.replace(/\(.*/, ''));
  return [[module, theirs, listed] as const];
});

test('every list of names is compared with a table', () => {
  expect(compared.map(([module]) => module).sort()).toEqual(Object.keys(names).sort());
});

test.each(compared)(
  '%s contains all names of its table, and no others',
  (module, theirs, listed) => {
    expect(listed.filter((name) => !theirs.names.includes(name))).toEqual([]);
    const missing = theirs.names.filter((name) => ![...listed, ...outside].includes(name));
    if (module !== OF_ALL_KINDS) expect(missing).toEqual([]);
  },
);

/** Also classes whose default differs from that of the activation with this name here, such as LeakyReLU. */
const classesOfPyTorch = systems
  .filter(({ name }) => name.startsWith('PyTorch'))
  .flatMap(({ activations }) => Object.entries(activations))
  .map(([name, ours]) => [name, [ours].flat()[0]] as const)
  .filter(([name, ours]) => /^\w+$/.test(name) && !/^layers|^glu$/.test(ours));

test.each(classesOfPyTorch)(
  '%s is refused: the name of a class is that of a layer',
  (name, ours) => {
    const meant = name === 'Hardswish' ? 'hardSwish' : ours;
    expect(() => act<string>(name)).toThrow(new RegExp(` (Did you mean|Expected) ${meant}\\b`));
  },
);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const relu = (x: number) => Math.max(0, x);

/** Computed from the series of erf, for small numbers. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** The definitions of the papers, with the parameters of the table. */
const definitions: Readonly<Record<string, (x: number) => number>> = {
  '`step` of MLX, Heaviside': (x) => (x >= 0 ? 1 : 0),
  'Gaussian (Ramasinghe 2021)': (x) => Math.exp((-x * x) / (2 * 0.1 ** 2)),
  'FINER (Liu 2023)': (x) => Math.sin(30 * (Math.abs(x) + 1) * x),
  'Smish (Wang 2022)': (x) => x * Math.tanh(Math.log(1 + sigmoid(x))),
  'Serf (Nag 2021)': (x) => x * erf(Math.log(1 + Math.exp(x))),
  'Logish (Zhu 2021)': (x) => x * Math.log(1 + sigmoid(x)),
  'ELiSH (Basirat 2018)': (x) => (x >= 0 ? x : Math.exp(x) - 1) * sigmoid(x),
  'ACON-C (Ma 2020)': (x) => x * sigmoid(x),
  'PolyReLU (Zhuo 2024)': (x) => relu(x) + relu(x) ** 2 + relu(x) ** 3,
};

const ofOneLine = leftOut.filter(({ formula }) => formula !== undefined);

test('each line of defineActivation is compared with a definition', () => {
  expect(Object.keys(definitions)).toEqual(ofOneLine.map(({ name }) => name));
});

test.each(ofOneLine.map((each, index) => [each.name, each, index] as const))(
  '%s can be defined with one line of defineActivation',
  async (name, { formula = '', parameters }, index) => {
    const op = defineActivation({ name: `leftOut${index}`, formula, parameters });
    const x = [-2, -1, -0.25, 0, 0.25, 1, 2];
    await expectValues(op(tf.tensor1d(x)), x.map(definitions[name]), { ulp: 32, absolute: 1e-5 });
    const slope = tf.grad((x) => op(x))(tf.tensor1d([-1, 2]));
    expect((await slope.data()).every(Number.isFinite)).toBe(true);
  },
);
