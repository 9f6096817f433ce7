import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { check, fromKeras, type KerasSource } from '../../src/keras/index.js';
import { harmless, nested, refused } from '../support/hostile.js';

// Files that claim to be Keras models. They are read in the same way on each backend.

beforeAll(async () => {
  tf.env().set('PROD', true);
  await tf.setBackend('cpu');
});

const load = async (source: KerasSource) => {
  (await tf.loadLayersModel(fromKeras(source))).dispose();
};

const layer = (class_name: string, config: object = {}) => ({
  class_name,
  config: { name: 'it', trainable: true, ...config },
});
const input = { class_name: 'InputLayer', config: { batch_shape: [null, 4], name: 'x' } };

const saved = (model_config: unknown, weights: object = {}): KerasSource => ({
  load: async () => ({ modelTopology: { keras_version: '3.12.0', model_config }, ...weights }),
});
const sequential = (layers: readonly unknown[], weights: object = {}) =>
  saved({ class_name: 'Sequential', config: { name: 'm', layers: [input, ...layers] } }, weights);

const tensor = (name: unknown, node: unknown = 0) => ({
  class_name: '__keras_tensor__',
  config: { keras_history: [name, node, 0] },
});
const called = (...tensors: unknown[]) => [
  { args: [tensors.length === 1 ? tensors[0] : tensors], kwargs: {} },
];

/** A functional model with one or two layers that have these nodes. */
const functional = (nodes: unknown, others: readonly object[] = []) =>
  saved({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        { ...input, name: 'x', inbound_nodes: [] },
        { ...layer('Dense', { units: 4 }), name: 'it', inbound_nodes: nodes },
        ...others,
      ],
      input_layers: ['x', 0, 0],
      output_layers: ['it', 0, 0],
    },
  });

/** Parsed as in a file: in an object literal of JavaScript, `__proto__` would set the prototype. */
const parsed = (text: string): unknown => JSON.parse(text);

const fixture = (name: string) =>
  new Uint8Array(readFileSync(join(__dirname, '../fixtures/keras/models/keras3', name)));

describe('names that every object has are treated like others:', () => {
  test.each<[string, unknown]>([
    ['a class __proto__', layer('__proto__')],
    ['a class hasOwnProperty', layer('hasOwnProperty')],
    ['an activation __proto__', layer('Dense', { units: 1, activation: '__proto__' })],
    ['an activation constructor', layer('Dense', { units: 1, activation: 'constructor' })],
    ['a constraint __proto__', layer('Dense', { units: 1, bias_constraint: layer('__proto__') })],
    [
      'a key __proto__',
      parsed('{"class_name":"Dense","config":{"units":1,"__proto__":{"polluted":1}}}'),
    ],
    [
      'a parameter __proto__',
      parsed(`{"class_name":"Formula","config":{"formula":{"name":"x"},
        "parameters":[{"name":"__proto__","value":1}]}}`),
    ],
    ['a formula that is a program', layer('Formula', { formula: { name: 'hacked=1' } })],
  ])('%s is refused', async (_, each) => {
    await harmless(() => load(sequential([each])));
    await expect(load(sequential([each]))).rejects.toThrow('cannot be translated');
  });

  test.each<[string, unknown]>([
    ['a layer constructor', layer('Dense', { units: 1, name: 'constructor' })],
    [
      'an initializer constructor',
      layer('Dense', { units: 1, kernel_initializer: layer('constructor') }),
    ],
    [
      'an initializer with __proto__',
      parsed(`{"class_name":"Dense","config":{"name":"it","units":1,"kernel_initializer":
        {"class_name":"Zeros","config":{"__proto__":{"polluted":1}}}}}`),
    ],
  ])('%s is harmless', async (_, each) => {
    expect(await harmless(() => load(sequential([each])))).toBeUndefined();
  });
});

describe('sizes', () => {
  const weights = (shape: number[], floats: number, dtype = 'float32') => ({
    weightSpecs: [{ name: 'it/kernel', shape, dtype }],
    weightData: new Float32Array(floats).buffer,
  });
  test.each<[string, unknown, object]>([
    ['2^40 units', layer('Dense', { units: 2 ** 40 }), {}],
    ['1e308 units', layer('Dense', { units: 1e308 }), {}],
    ['units that are a string', layer('Dense', { units: '1e9' }), {}],
    ['a negative number of units', layer('Dense', { units: -1 }), {}],
    [
      'weights whose size overflows',
      layer('Dense', { units: 2 }),
      weights([2 ** 20, 2 ** 20, 2 ** 20], 8),
    ],
    ['weights of a negative shape', layer('Dense', { units: 2 }), weights([-4, -2], 8)],
    ['weights of an unknown type', layer('Dense', { units: 2 }), weights([4, 2], 8, 'constructor')],
    ['weights of another shape', layer('Dense', { units: 2 }), weights([2, 4], 8)],
    [
      'weights for units that the file does not contain',
      layer('Dense', { units: 1e5 }),
      weights([4, 2], 8),
    ],
  ])('%s are refused', async (_, each, own) => {
    await refused(() => load(sequential([each], own)));
  });

  test('two weights of the same name leave no tensor behind', async () => {
    const { weightSpecs } = weights([4, 2], 16);
    const twice = {
      weightSpecs: [...weightSpecs, ...weightSpecs],
      weightData: new Float32Array(16).buffer,
    };
    await refused(() => load(sequential([layer('Dense', { units: 2 })], twice)));
  });

  test('three thousand layers are translated', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => layer('Lambda', { name: `l${i}` }));
    await refused(() => load(sequential(many)));
  });

  test('nine thousand layers of the same name are refused quickly', async () => {
    await refused(() => load(sequential(Array(9000).fill(layer('Lambda')))));
  });
});

describe('nesting', () => {
  test('a million brackets are not valid JSON', async () => {
    await refused(() => load(strToU8('['.repeat(1e6))));
  });

  test('a hundred wrappers are refused or read', async () => {
    const deep = nested(100, layer('Dense', { units: 1 }), (each) =>
      layer('TimeDistributed', { layer: each }),
    );
    await refused(() => load(sequential([deep])));
  });

  test.each<[string, () => KerasSource]>([
    [
      'lists in an argument',
      () => sequential([layer('Dense', { units: 1, novelty: nested(1e5, 1, (each) => [each]) })]),
    ],
    [
      'wrappers',
      () =>
        sequential([
          nested(1e4, layer('Dense', { units: 1 }), (each) =>
            layer('TimeDistributed', { layer: each }),
          ),
        ]),
    ],
  ])('a hundred thousand %s are refused with an error', async (_, source) => {
    await refused(() => load(source()));
  });

  test('nested models of the same name get short names', async () => {
    const model = (layers: unknown[]) => ({
      class_name: 'Sequential',
      config: { name: 'm', layers },
    });
    const deep = nested(20, model([input]), (each) => model([input, each]));
    const { load } = fromKeras(saved(deep)) as Required<tf.io.IOHandler>;
    const { modelTopology } = await load();
    expect(JSON.stringify(modelTopology).length).toBeLessThan(1e5);
  });
});

describe('a graph', () => {
  const add = { ...layer('Add', { name: 'sum' }), name: 'sum' };

  test.each<[string, unknown]>([
    ['is a number', called(1)],
    ['is null', called(null)],
    ['is an object', called({})],
    ['is a list of numbers', called(1, 2)],
    ['is a node that is null', [null]],
    ['is a node that is a number', [3]],
  ])('whose input %s is refused', async (_, nodes) => {
    await refused(() => load(functional(nodes)));
  });

  // tfjs would search for such a layer forever, so nothing of it may reach tfjs.
  test.each<[string, KerasSource]>([
    [
      'has a cycle of two layers',
      functional(called(tensor('sum')), [
        { ...add, inbound_nodes: called(tensor('x'), tensor('it')) },
      ]),
    ],
    ['has a layer that uses its own output', functional(called(tensor('it')))],
    ['uses a layer that does not exist', functional(called(tensor('nowhere')))],
    ['uses a call that does not exist', functional(called(tensor('x', 7)))],
    ['uses __proto__', functional(called(tensor('__proto__')))],
    ['uses a call whose index is not a number', functional(called(tensor('x', '__proto__')))],
  ])('that %s has a problem, which is found before tfjs gets it', async (_, source) => {
    const problems = (await check(source)).flatMap((row) => row.problems);
    expect(problems).not.toEqual([]);
  });

  test.each<[string, KerasSource]>([
    ['is not a list', functional({})],
    ['is a number', functional(7)],
    ['has a node without arguments', functional([{}])],
    ['has a node without tensors', functional([[]])],
    ['has a tensor without a config', functional(called({ ...tensor('x'), config: null }))],
  ])('that %s is refused with an error', async (_, source) => {
    await refused(() => load(source));
  });
});

describe('a part without a config is refused with an error:', () => {
  test.each<[string, unknown]>([
    ['a layer', { class_name: 'Dense', config: null }],
    [
      'a regularizer',
      layer('Dense', { units: 1, kernel_regularizer: { class_name: 'L2', config: null } }),
    ],
    ['a type', layer('Dense', { units: 1, dtype: { class_name: 'Policy', config: null } })],
    [
      'an activation',
      layer('Dense', { units: 1, activation: { class_name: 'ReLU', config: null } }),
    ],
    [
      'a backward layer',
      layer('Bidirectional', { layer: layer('LSTM', { units: 1 }), backward_layer: 3 }),
    ],
    ['a name', layer('Dense', { units: 1, name: { toString: 1 } })],
  ])('%s', async (_, each) => {
    await refused(() => load(sequential([each])));
  });
});

describe('a .keras file', () => {
  const whole = fixture('sequential.keras');

  test('that is cut at any place is an error', async () => {
    for (let part = 1; part < 8; part++) {
      const cut = whole.slice(0, Math.floor((whole.length * part) / 8));
      const error = await harmless(() => load(cut));
      expect(error).toBeDefined();
    }
  });

  test('whose config is empty, a list, or not JSON is an error', async () => {
    for (const config of ['', '[]', 'null', '{', '{"class_name":"Sequential"}']) {
      const files = { 'metadata.json': strToU8('{}'), 'config.json': strToU8(config) };
      await refused(() => load(zipSync(files)));
    }
  });

  test('loads if it contains unexpected files, also files outside its folder', async () => {
    const more = { '../../escaped': strToU8('a'), constructor: strToU8('b') };
    const files = { ...unzipSync(fixture('convolutional.keras')), ...more };
    expect(await harmless(() => load(zipSync(files, { level: 0 })))).toBeUndefined();
  });

  // 200 MB of zeros are 200 kB in the file.
  test('that unpacks to a thousand times its size is refused before it is unpacked', async () => {
    const small = { 'metadata.json': strToU8('{}'), 'config.json': strToU8('{}') };
    const bomb = zipSync({ ...small, other: new Uint8Array(2e8) });
    const unzip = jest.spyOn(jest.requireActual<typeof import('fflate')>('fflate'), 'unzipSync');
    await harmless(() => load(bomb));
    expect(unzip).toHaveBeenCalled();
    const unpacked = unzip.mock.results.flatMap(({ value }) => Object.values<Uint8Array>(value));
    expect(unpacked.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(1e8);
  });

  // The size is a field of four bytes in the file.
  test('that claims a size of 4 GB is refused', async () => {
    const bytes = zipSync({ 'metadata.json': strToU8('{}'), 'config.json': strToU8('{}') });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 4 < bytes.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffffe, true);
    }
    const { message } = await refused(() => load(bytes));
    expect(message).toMatch(/size|large/);
  });
});

// For each bias whose forget gate starts with ones, tfjs leaves four tensors behind.
test('a model of LSTM layers is read without leaving a tensor behind', async () => {
  const { load } = fromKeras(fixture('recurrent.keras')) as Required<tf.io.IOHandler>;
  expect(await harmless(load)).toBeUndefined();
});

describe('an .h5 file', () => {
  const whole = fixture('convolutional.h5'); // A constraint of tfjs would leave a tensor behind.

  test('that is cut at any place is an error', async () => {
    for (let part = 1; part < 8; part++) {
      const cut = whole.slice(0, Math.floor((whole.length * part) / 8));
      expect(await harmless(() => load(cut))).toBeDefined();
    }
  });

  test('with changed bytes is an error, or loads', async () => {
    for (let i = 0; i < 60; i++) {
      const changed = whole.slice();
      for (let at = 8 + 13 * i; at < 3000; at += 911) changed[at] ^= 0xff;
      await harmless(() => load(changed));
    }
  });
});
