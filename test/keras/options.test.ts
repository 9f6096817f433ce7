import { check, fromKeras } from '../../src/keras/index.js';

// What `fromKeras` and `check` take besides the model.

/** A model that has no weights. */
const config = {
  class_name: 'Sequential',
  config: {
    name: 'm',
    layers: [
      { class_name: 'InputLayer', config: { batch_shape: [null, 4], name: 'x' } },
      { class_name: 'ReLU', config: { name: 'relu' } },
    ],
  },
};

const wrongOptions: [string, unknown, string][] = [
  [
    'a misspelt name',
    { customObject: {} },
    'Did you mean customObjects? Expected one of: weights, customObjects. Received: customObject={}',
  ],
  [
    'another misspelt name',
    { weight: 'x' },
    'Did you mean weights? Expected one of: weights, cust',
  ],
  [
    'an unknown name',
    { compile: true },
    'Expected one of: weights, customObjects. Received: compile=true',
  ],
  [
    'a path',
    'weights.h5',
    'must be an object with weights, customObjects, or both. Received: "weights.h5"',
  ],
  ['a number', 5, 'must be an object with weights, customObjects, or both. Received: 5'],
  ['a list', [], 'must be an object with weights, customObjects, or both. Received: []'],
  [
    'bytes',
    new ArrayBuffer(4),
    'must be an object with weights, customObjects, or both. Received: ',
  ],
  ['a Map', new Map(), 'must be an object with weights, customObjects, or both. Received: '],
  ['a function', () => 1, 'must be an object with weights, customObjects, or both. Received: '],
  [
    'a number of customObjects',
    { customObjects: 5 },
    'must be an object that maps names to classes and functions',
  ],
  [
    'a list of customObjects',
    { customObjects: [] },
    'must be an object that maps names to classes and functions',
  ],
  [
    'a Map of customObjects',
    { customObjects: new Map() },
    'must be an object that maps names to classes and functions',
  ],
];

test.each(wrongOptions)('%s is no options', async (_, options, message) => {
  expect(() => fromKeras(config, options as object)).toThrow(message);
  expect(() => fromKeras(config, options as object)).toThrow('of fromKeras');
  await expect(check(config, options as object)).rejects.toThrow(message);
});

test.each([
  undefined,
  null,
  {},
  { weights: undefined, customObjects: undefined },
  { weights: null, customObjects: null },
  { customObjects: {} },
])('%p is none', async (options) => {
  const given = options as object | undefined;
  expect(await check(config, given)).toEqual(await check(config));
  await expect(fromKeras(config, given).load?.()).resolves.toHaveProperty('modelTopology');
});
