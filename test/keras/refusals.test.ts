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
      "  layer 'it' (Lambda) at model/layers/1: is Python code, which is never run: pass a function for it in " +
        "fromKeras(source, { customObjects: { 'it': … } })",
      "  layer 'other' (Dense) at model/layers/3: has the activation 'my>activation', which is unknown: pass a function " +
        "for it in fromKeras(source, { customObjects: { 'my>activation': … } })",
    ].join('\n'),
  );
});

test.each<[string, object, string]>([
  [
    'GRU',
    { units: 2, reset_after: true, time_major: true },
    'Unrecognized argument of a GRU layer',
  ],
  ['Conv2D', { filters: 3, kernel_size: 2, groups: 2 }, 'must be a multiple of groups=2'],
  ['Dense', { units: 1, novelty: 3 }, 'has novelty=3, which tfjs ignores'],
  [
    'LeakyReLU',
    { negative_slope: -1 },
    'cannot be created: The negativeSlope of a LeakyReLU layer',
  ],
  ['LeakyReLU', { novelty: 3 }, 'cannot be created: Unrecognized argument of a LeakyReLU layer'],
  [
    'Dense',
    { units: 1, activation: 'sparsemax' },
    'Keras 3 (at least up to 3.15.1) does not sum to 1',
  ],
  [
    'SimpleRNN',
    { units: 1, activation: layer('PReLU') },
    'cannot use as an activation: use one without weights, such as LeakyReLU',
  ],
  [
    'SimpleRNN',
    { units: 1, activation: layer('LeakyReLU', { negative_slope: -1 }) },
    'cannot be created: The negativeSlope of a LeakyReLU layer',
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
  [
    'Dense',
    { units: 1, activation: { class_name: 'function', config: 'My>leaky_relu' } },
    "has the activation 'My>leaky_relu', which is unknown",
  ],
  ['Dense', { units: 1, activation: { class_name: 'function', config: 'crelu_v2' } }, 'is unknown'],
  ['Dense', { units: 1, activation: { class_name: 'type', config: 'relu' } }, 'defined by code'],
  ['Dense', { units: 1, activation: 'Addons>gelu' }, "'Addons>gelu', which is unknown"],
  ['Dense', { units: 1, dtype: 'string' }, 'has the dtype "string", which tfjs does not have'],
  ['constructor', {}, 'is a layer that tfjs does not have'],
  [
    'ConvDNA',
    { filters: 1 },
    "pass a class for it in fromKeras(source, { customObjects: { 'ConvDNA': … } })",
  ],
  ['Dense', { units: 1, activation: '<lambda>' }, "customObjects: { '<lambda>': … } })"],
  ['Zeros', {}, 'is a layer that tfjs does not have'],
  ['Dense', { units: 1, activation: layer('constructor') }, 'use a separate layer'],
  [
    'Bidirectional',
    { layer: layer('LSTM', { units: 2 }), backward_layer: layer('LSTM', { units: 3 }) },
    'a backward layer that differs',
  ],
  ['BatchNormalization', { axis: [1, 2] }, 'normalizes along several axes'],
  [
    'UpSampling2D',
    { interpolation: 'cubic' },
    'must be one of bilinear, bicubic, lanczos3, lanczos5, gaussian, mitchellcubic, nearest, area',
  ],
  ['CategoryEncoding', { num_tokens: 0 }, 'must be a positive integer. Received: numTokens=0'],
  [
    'Resizing',
    { height: 2, width: 2, fill_mode: 'reflect' },
    "The fillMode of a Resizing layer must be 'constant'",
  ],
  ['EinsumDense', { equation: 'aab,bc->ac', output_shape: 2 }, 'must have the form'],
  ['EinsumDense', { equation: 'ab,bc->ad', output_shape: 2 }, 'has no input for d'],
  [
    'LocallyConnected1D',
    { filters: 1, kernel_size: 2, padding: 'same' },
    "The padding of a LocallyConnected1D layer must be 'valid'",
  ],
  ['Discretization', { num_bins: 3 }, 'must be a list of numbers, which adapt() of Keras computes'],
  ['IntegerLookup', { vocabulary: [1], invert: true }, 'The invert of an IntegerLookup layer'],
  ['IntegerLookup', {}, 'which adapt() of Keras does not save'],
  [
    'SpectralNormalization',
    { layer: layer('Dense', { units: 1 }), power_iterations: 0 },
    'must be a positive integer',
  ],
  [
    'Conv1D',
    { filters: 1, kernel_size: 2, padding: 'causal', strides: 2, dilation_rate: 2 },
    'must be 1 where the dilationRate is not',
  ],
  ['SeparableConv1D', { filters: 1, kernel_size: 2, padding: 'full' }, "must be 'valid' or 'same'"],
  [
    'Conv2DTranspose',
    { filters: 1, kernel_size: 2, strides: 2, output_padding: [2, 0] },
    'must be less than the strides',
  ],
  ['ZeroPadding3D', { padding: [1, 2] }, 'must be an integer, or a list of 3 integers or pairs'],
  ['BatchNormalization', { renorm: true, renorm_momentum: 0.9 }, 'has renorm=true, which tfjs'],
  [
    'RNN',
    {
      return_state: true,
      cell: layer('StackedRNNCells', { cells: [layer('LSTMCell', { units: 2 })] }),
    },
    'returns the states of stacked cells',
  ],
  ['Mish', {}, "the custom class 'Mish'"],
  ['My>Mish', {}, "the custom class 'My>Mish'"],
  ['Dense', { units: 1, activation: 'snake' }, "'snake', which is not part of Keras"],
])('%s with %j is refused', async (className, config, message) => {
  await expect(tf.loadLayersModel(fromKeras(model(layer(className, config))))).rejects.toThrow(
    message,
  );
});

test.each<[string, unknown, string]>([
  ['more than one argument', { args: [tensor('x'), 2], kwargs: {} }, 'more than one argument'],
  [
    'a tensor by name',
    { args: [tensor('x')], kwargs: { state: tensor('x') } },
    'a tensor for state',
  ],
  ['a number', { args: [2], kwargs: {} }, 'a value other than tensors'],
  [
    'a tensor by name, as Keras 2 has it',
    [['x', 0, 0, { state: ['x', 0, 0] }]],
    'a tensor for state',
  ],
])('a call with %s is refused', async (_, node, message) => {
  const source = functional([
    { ...layer('Dense', { units: 1 }), name: 'it', inbound_nodes: [node] },
  ]);
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(message);
});

test.each<[string, object, string]>([
  ['a registered layer', { registered_name: 'My>ReLU' }, "the custom class 'My>ReLU'"],
  ['a layer of a module', { module: 'mine' }, "the custom class 'ReLU'"],
  ['a layer of a script', { module: null }, "the custom class 'ReLU'"],
  ['a layer of an add-on', { module: 'keras_cv.layers' }, "the custom class 'ReLU'"],
])('%s of the name of one of Keras is the user’s', async (_, mark, message) => {
  const own = { module: 'keras.layers', registered_name: null, ...layer('ReLU'), ...mark };
  const wrapped = layer('TimeDistributed', { layer: own });
  const activated = layer('Dense', { units: 1, activation: own });
  for (const each of [own, wrapped, activated]) {
    await expect(tf.loadLayersModel(fromKeras(model(each)))).rejects.toThrow(message);
  }
});

test.each([
  'keras.layers',
  'keras.src.layers.activations.relu',
  'tf_keras.layers',
  'tensorflow.keras.layers',
])('a layer of %s is one of Keras', async (module) => {
  const own = { module, registered_name: 'ReLU', ...layer('ReLU') };
  expect((await tf.loadLayersModel(fromKeras(model(own)))).layers).toHaveLength(2);
});

test('a class of the user that is registered with tfjs under its name in Keras is used', async () => {
  class Thrice extends tf.layers.Layer {
    static readonly className = 'My>Thrice';
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.mul([inputs].flat()[0], 3);
    }
  }
  tf.serialization.registerClass(Thrice);
  const own = { ...layer('Thrice'), module: null, registered_name: 'My>Thrice' };
  const loaded = await tf.loadLayersModel(fromKeras(model(own)));
  await expectValues(loaded.predict(tf.ones([1, 4])) as tf.Tensor, [3, 3, 3, 3]);
});

test('an op that is no layer here is refused', async () => {
  const op = (name: string, class_name: string) => ({
    ...{ module: 'keras.src.ops.nn', class_name, config: { name }, name },
    inbound_nodes: [{ args: [tensor('x')], kwargs: {} }],
  });
  await expect(tf.loadLayersModel(fromKeras(functional([op('it', 'Sparsemax')])))).rejects.toThrow(
    "layer 'it' (Sparsemax) at model/layers/1: is the sparsemax of Keras 3",
  );
});

test.each(['2.15.0', '3.12.0'])('training=true in a call of Keras %s', async (keras_version) => {
  const node = keras_version.startsWith('2')
    ? [['x', 0, 0, { training: true }]]
    : { args: [tensor('x')], kwargs: { training: true, mask: null } };
  const source = functional([
    { ...layer('Dropout', { rate: 0.5 }), name: 'it', inbound_nodes: [node] },
  ]);
  const { modelTopology } = await source.load();
  const loading = tf.loadLayersModel(
    fromKeras({ load: async () => ({ modelTopology: { ...modelTopology, keras_version } }) }),
  );
  // In Keras 3, predict and fit say what it is.
  const { layers } = await loading;
  const className = keras_version.startsWith('3') ? 'Dropout' : 'Keras>TrainingMode';
  expect(layers[1].getClassName()).toBe(className);
});

test('a layer that Keras 2 calls with training=true and without is refused', async () => {
  const nodes = [{ training: true }, {}].map((kwargs) => [['x', 0, 0, kwargs]]);
  const source = functional([
    { ...layer('Dropout', { rate: 0.5 }), name: 'it', inbound_nodes: nodes },
  ]);
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(
    'is called with training=true, which tfjs ignores',
  );
});

test.each([1, [1], -2])('BatchNormalization along axis %j of images is refused', async (axis) => {
  const image = layer('Reshape', { target_shape: [1, 2, 2], name: 'image' });
  const normalization = layer('BatchNormalization', { axis, center: false, scale: false });
  const handler = fromKeras({
    load: async () => ({
      ...(await model(image, normalization).load()),
      weightSpecs: ['moving_mean', 'moving_variance'].map((name) => ({
        ...{ name: `it/${name}`, shape: [2], dtype: 'float32' as const },
      })),
      weightData: new Float32Array(4).buffer,
    }),
  });
  await expect(tf.loadLayersModel(handler)).rejects.toThrow(
    /'it' \(BatchNormalization\) at model\/layers\/2: must have an input of rank 4 or less.*Received: rank 4/,
  );
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

test.each([
  ['MaxPooling1D', [5, 4]],
  ['AveragePooling1D', [3, 3]],
])('%s pools steps, whose data_format Keras writes', async (class_name, expected) => {
  const config = { pool_size: 2, strides: 2, padding: 'valid', data_format: 'channels_last' };
  const reshape = layer('Reshape', { target_shape: [4, 1], name: 'steps' });
  const loaded = await tf.loadLayersModel(fromKeras(model(reshape, layer(class_name, config))));
  await expectValues(loaded.predict(tf.tensor2d([[1, 5, 2, 4]])) as tf.Tensor, expected);
});

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

test.each([
  ['without weights stays inside', 'LeakyReLU', { negative_slope: 0.25 }, ['x', 'it', 'next']],
  [
    'with weights becomes a layer of its own',
    'PReLU',
    { alpha_initializer: { class_name: 'Constant', config: { value: 0.25 } } },
    ['x', 'it', 'it_activation', 'next'],
  ],
])('an activation that is a layer %s', async (_case, className, config, names) => {
  const activation = layer(className, config);
  const kernel_initializer = { class_name: 'Ones', config: {} };
  const dense = layer('Dense', { units: 1, activation, kernel_initializer });
  const inARow = await tf.loadLayersModel(
    fromKeras(model(dense, layer('Dense', { units: 2, name: 'next' }))),
  );
  expect(inARow.layers.map(({ name }) => name)).toEqual(names);

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
    "layer 'it' (Dense) at model/layers/1: must have weights of shapes [4,2], [2]. Received: [3,2]",
  );
});

test('what the wasm backend computes incorrectly is a class of this package there', async () => {
  const cube = layer('Reshape', { target_shape: [1, 2, 2, 1], name: 'cube' });
  const config = { pool_size: [1, 1, 1], strides: [1, 1, 1], padding: 'valid' };
  const { layers } = await tf.loadLayersModel(
    fromKeras(model(cube, layer('MaxPooling3D', config))),
  );
  const isWasm = tf.getBackend() === 'wasm';
  expect(layers[2].getClassName()).toBe(isWasm ? 'Keras>MaxPooling3D' : 'MaxPooling3D');
});

describe('what is no model of Keras is refused:', () => {
  const text = (json: string) => new TextEncoder().encode(json);
  test.each<[string, () => unknown, RegExp]>([
    ['an HTML page', () => text('<!doctype html>'), /The file is an HTML page/],
    ['a list', () => text('[]'), /A model must be a JSON object\. Received: \[\]/],
    [
      'an empty object',
      () => text('{}'),
      /A model must have a class name and a config\. Received: \{\}/,
    ],
    ['a number', () => 3, /A Keras model must be a path.*Received: 3/s],
    ['nothing', () => undefined, /A Keras model must be a path.*Received: undefined/s],
    [
      'an archive of something else',
      () => zipSync({ a: text('b') }),
      /must contain a (config|metadata)\.json/,
    ],
    [
      'a file that is not there',
      () => fixture('nothing.keras'),
      /ENOENT|could not be fetched.*404/,
    ],
    [
      'a model.json whose weights are elsewhere',
      () => text('{"weightsManifest":[{"paths":["a"]}]}'),
      /pass its path/,
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
      compared: ['2.15.0', '3.15.1'],
      stock: ['uses slope 0.3'],
    });
    expect(rows[8].stock).toEqual(['ignores negative_slope', 'ignores threshold']);
  });

  test('says which layers tfjs lacks, and which it computes differently, inside of others too', async () => {
    const gru = { class_name: 'GRU', config: { units: 1, reset_after: true } };
    const rows = await check(
      model(
        layer('Conv1D', { filters: 1, kernel_size: 2, padding: 'causal' }),
        layer('UnitNormalization'),
        layer('Bidirectional', { layer: gru, merge_mode: 'concat' }),
        layer('Dense', { units: 1, activation: 'relu' }),
      ),
    );
    const differs = (name: string) =>
      `throws or computes something else for ${name} with these arguments`;
    expect(rows.slice(-4).map(({ stock }) => stock)).toEqual([
      [differs('Conv1D')],
      ['has no UnitNormalization'],
      [differs('GRU')],
      [],
    ]);
  });

  test('lists the problems of a model that is refused', async () => {
    const rows = await check(
      model(layer('Lambda'), layer('Dense', { units: 1, activation: 'silu' })),
    );
    expect(rows.map(({ problems, stock }) => [problems, stock])).toEqual([
      [[], []],
      [[expect.stringContaining('is Python code, which is never run')], []],
      [[], ["has no activation 'silu'"]],
    ]);
  });
});

test('a model that is nested too deeply is refused before it is translated', async () => {
  let wrapped: object = layer('Dense', { units: 1 });
  for (let depth = 0; depth < 300; depth++) wrapped = layer('TimeDistributed', { layer: wrapped });
  await expect(tf.loadLayersModel(fromKeras(model(wrapped)))).rejects.toThrow(
    'A model must be nested at most 500 levels deep.',
  );
});
