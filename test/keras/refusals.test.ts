import * as tf from '@tensorflow/tfjs';
import { zipSync } from 'fflate';
import { check, fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectValues } from '../support/values.js';

const input = { class_name: 'InputLayer', config: { batch_shape: [null, 4], name: 'x' } };

/** A sequential model of Keras 3, as `tf.io` would have loaded it, without weights. */
const model = (...layers: object[]) => ({
  load: async () => ({
    modelTopology: {
      keras_version: '3.12.0',
      model_config: { class_name: 'Sequential', config: { name: 'm', layers: [input, ...layers] } },
    },
  }),
});

const layer = (class_name: string, config: object = {}) => ({
  class_name,
  config: { name: 'it', trainable: true, ...config },
});

test('all that cannot be translated is named at once, with its layer and its place', async () => {
  const source = model(
    layer('Lambda'),
    layer('Dense', { units: 2, activation: 'relu' }),
    layer('Dense', { units: 2, activation: 'my>activation', name: 'other' }),
  );
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(
    [
      'The model cannot be translated:',
      "  layer 'it' (Lambda) at model/layers/1: is a layer that tfjs does not have",
      "  layer 'other' (Dense) at model/layers/3: has the activation 'my>activation', which is unknown",
    ].join('\n'),
  );
});

test.each<[string, object, string]>([
  ['GRU', { units: 2, reset_after: true }, 'cannot be made: GRUCell does not support reset_after'],
  ['Conv2D', { filters: 4, kernel_size: 2, groups: 2 }, 'has groups=2, which tfjs ignores'],
  ['LayerNormalization', { rms_scaling: true }, 'has rms_scaling=true, which tfjs ignores'],
  ['Dense', { units: 1, novelty: 3 }, 'has novelty=3, which tfjs ignores'],
  ['LeakyReLU', { negative_slope: -1 }, 'cannot be made: The negativeSlope of a LeakyReLU layer'],
  ['LeakyReLU', { novelty: 3 }, 'cannot be made: Unrecognized argument of a LeakyReLU layer'],
  [
    'Dense',
    { units: 1, activation: 'sparsemax' },
    'Keras 3 computes something else than sparsemax',
  ],
  ['Dense', { units: 1, activation: layer('PReLU') }, 'make it a layer of its own'],
  [
    'SimpleRNN',
    { units: 1, activation: layer('LeakyReLU', { negative_slope: -1 }) },
    'cannot be made: The negativeSlope of a LeakyReLU layer',
  ],
  [
    'Dense',
    { units: 1, kernel_regularizer: { class_name: 'OrthogonalRegularizer', config: {} } },
    'has the kernel_regularizer OrthogonalRegularizer, which tfjs does not have',
  ],
  [
    'Dense',
    { units: 1, bias_constraint: { class_name: 'Mine', config: {} } },
    'has the bias_constraint Mine, which tfjs does not have',
  ],
  ['Dense', { units: 1, dtype: 'string' }, 'has the dtype "string", which tfjs does not have'],
  ['constructor', {}, 'is a layer that tfjs does not have'],
  ['Zeros', {}, 'is no layer'],
  ['Dense', { units: 1, activation: layer('constructor') }, 'make it a layer of its own'],
  [
    'Bidirectional',
    { layer: layer('LSTM', { units: 2 }), backward_layer: layer('LSTM', { units: 3 }) },
    'a backward layer that differs',
  ],
  ['BatchNormalization', { axis: [1, 2] }, 'normalizes along several axes'],
])('%s with %j is refused', async (className, config, message) => {
  await expect(tf.loadLayersModel(fromKeras(model(layer(className, config))))).rejects.toThrow(
    message,
  );
});

test.each<[string, unknown, string]>([
  ['more than one argument', { args: [tensor('x'), 2], kwargs: {} }, 'more than one argument'],
  [
    'a tensor by name',
    { args: [tensor('x')], kwargs: { mask: tensor('x') } },
    'tensors by name, mask',
  ],
  ['a number', { args: [2], kwargs: {} }, 'something else than tensors'],
  ['a tensor by name, as Keras 2 has it', [['x', 0, 0, { state: ['x', 0, 0] }]], 'by name, state'],
])('a call with %s is refused', async (_, node, message) => {
  const source = functional([
    { ...layer('Dense', { units: 1 }), name: 'it', inbound_nodes: [node] },
  ]);
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(message);
});

function tensor(name: string, node = 0) {
  return { class_name: '__keras_tensor__', config: { keras_history: [name, node, 0] } };
}

/** A functional model of Keras 3 from the input to the last of these layers. */
function functional(layers: readonly { readonly name: string; readonly [key: string]: unknown }[]) {
  const config = {
    name: 'm',
    layers: [{ ...input, name: 'x', inbound_nodes: [] }, ...layers],
    input_layers: ['x', 0, 0],
    output_layers: [layers.at(-1)?.name, 0, 0],
  };
  const modelTopology = {
    keras_version: '3.12.0',
    model_config: { class_name: 'Functional', config },
  };
  return { load: async () => ({ modelTopology }) };
}

test('activations that are layers with their defaults are names', async () => {
  const activations = [
    layer('ReLU', { max_value: null }),
    layer('LeakyReLU', { negative_slope: 0.3 }),
  ];
  const dense = activations.map((activation, i) =>
    layer('Dense', { units: 2, activation, name: `dense_${i}` }),
  );
  const loaded = await tf.loadLayersModel(fromKeras(model(...dense)));
  expect(loaded.layers.slice(1).map((each) => each.getConfig().activation)).toEqual([
    'reLu',
    'leakyReLu',
  ]);
});

test('an activation that is a layer with arguments becomes a layer of its own', async () => {
  const activation = layer('LeakyReLU', { negative_slope: 0.25 });
  const kernel_initializer = { class_name: 'Ones', config: {} };
  const dense = layer('Dense', { units: 1, activation, kernel_initializer });
  const inARow = await tf.loadLayersModel(
    fromKeras(model(dense, layer('Dense', { units: 2, name: 'next' }))),
  );
  expect(inARow.layers.map(({ name }) => name)).toEqual(['x', 'it', 'it_activation', 'next']);

  const node = { args: [tensor('x')], kwargs: {} };
  const after = { args: [[tensor('it'), tensor('it', 1)]], kwargs: {} };
  const branched = await tf.loadLayersModel(
    fromKeras(
      functional([
        { ...dense, name: 'it', inbound_nodes: [node, node] },
        { ...layer('Concatenate', { name: 'both' }), name: 'both', inbound_nodes: [after] },
      ]),
    ),
  );
  const x = tf.tensor2d([
    [1, 0, 0, 0],
    [-1, -1, 0, 0],
  ]);
  await expectValues(branched.predict(x) as tf.Tensor, [1, 1, -0.5, -0.5]);
});

test('an activation of a recurrent layer that is a layer keeps its arguments', async () => {
  const activation = layer('LeakyReLU', { negative_slope: 0.25, dtype: 'float32' });
  const kernel_initializer = { class_name: 'Ones', config: {} };
  const recurrent = await tf.loadLayersModel(
    fromKeras(
      model(
        layer('Reshape', { target_shape: [1, 4], name: 'steps' }),
        layer('SimpleRNN', { units: 1, activation, kernel_initializer }),
      ),
    ),
  );
  const x = tf.tensor2d([
    [1, 0, 0, 0],
    [-1, -1, 0, 0],
  ]);
  await expectValues(recurrent.predict(x) as tf.Tensor, [1, -0.5]);
});

test('weights of other shapes than the layer needs are refused', async () => {
  const handler = fromKeras({
    load: async () => ({
      ...(await model(layer('Dense', { units: 2 })).load()),
      weightSpecs: [{ name: 'it/kernel', shape: [3, 2], dtype: 'float32' as const }],
      weightData: new Float32Array(6).buffer,
    }),
  });
  await expect(tf.loadLayersModel(handler)).rejects.toThrow(
    "The weights of layer 'it' (Dense) at model/layers/1 must have the shapes [4,2], [2]. Received: [3,2]",
  );
});

describe('what is no model of Keras is refused:', () => {
  const text = (json: string) => new TextEncoder().encode(json);
  test.each<[string, () => unknown, RegExp]>([
    ['an HTML page', () => text('<!doctype html>'), /The JSON of the model cannot be read/],
    ['a list', () => text('[]'), /A model is a JSON object\. Received: \[\]/],
    ['an empty object', () => text('{}'), /A model is a class and its config\. Received: \{\}/],
    ['a number', () => 3, /A Keras model is a path.*Received: 3/s],
    ['nothing', () => undefined, /A Keras model is a path.*Received: undefined/s],
    [
      'an archive of something else',
      () => zipSync({ a: text('b') }),
      /has a config\.json|has a metadata\.json/,
    ],
    [
      'a file that is not there',
      () => fixture('nothing.keras'),
      /ENOENT|could not be fetched.*404/,
    ],
    [
      'a model.json whose weights are elsewhere',
      () => text('{"weightsManifest":[{"paths":["a"]}]}'),
      /give its path/,
    ],
    [
      'a model that is defined by code',
      () => ({
        load: async () => ({ modelTopology: { class_name: 'Mine', config: { layers: [] } } }),
      }),
      /layer '' \(Mine\) at model: is a model that is defined by code/,
    ],
  ])('%s', async (_, source, message) => {
    const { load } = fromKeras(source() as string) as Required<tf.io.IOHandler>;
    await expect(load()).rejects.toThrow(message);
  });
});

describe('check', () => {
  test('says of each layer what becomes of it, and what tfjs would do by itself', async () => {
    const rows = await check(await readFixture('keras/models/keras3/sequential.keras'));
    expect(rows).toHaveLength(11);
    expect(rows[2]).toEqual({
      place: 'model/layers/2',
      layer: 'leaky_re_lu',
      className: 'LeakyReLU',
      activation: '',
      problems: [],
      stock: ['uses slope 0.3'],
    });
    expect(rows[8].stock).toEqual(['ignores negative_slope', 'ignores threshold']);
  });

  test('lists the problems of a model that is refused', async () => {
    const rows = await check(
      model(layer('Lambda'), layer('Dense', { units: 1, activation: 'silu' })),
    );
    expect(rows.map(({ problems, stock }) => [problems, stock])).toEqual([
      [[], []],
      [['is a layer that tfjs does not have'], []],
      [[], ["has no activation 'silu'"]],
    ]);
  });
});
