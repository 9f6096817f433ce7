import * as tf from '@tensorflow/tfjs';
import { check, fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectValues } from '../support/values.js';

// What layers do with masks in Keras 2.15 is what its `compute_mask` and `call` say; the files are what it saved.

const path = (name: string) => fixture(`keras/masks/${name}`);

test.each(['lstm_dense_n', 'lstm_dense_t'])(
  'a softmax behind a recurrent layer that ends the mask has the values of Keras to 1e-6: %s',
  async (name) => {
    if (tf.getBackend() === 'webgpu') return; // tfjs cannot transpose a mask there.
    const { x, y } = JSON.parse(
      new TextDecoder().decode(await readFixture(`keras/masks/${name}.json`)),
    );
    const model = await tf.loadLayersModel(fromKeras(path(`${name}.h5`)));
    const made = model.predict(tf.tensor(x[0].values, x[0].shape)) as tf.Tensor;
    await expectValues(made, y[0].values, { ulp: 0, absolute: 1e-6 });
  },
);

test('a recurrent layer that tfjs would hand a mask that has ended is refused by name', async () => {
  await expect(tf.loadLayersModel(fromKeras(path('repeat.h5')))).rejects.toThrow(
    "layer 'lstm_1' (LSTM) at model/layers/4: is handed a mask by tfjs that its input does not carry: split the " +
      'model before it, or leave out mask_zero and Masking',
  );
});

type Layer = Readonly<{ class_name: string; config: Readonly<Record<string, unknown>> }>;

let names = 0;
const layer = (class_name: string, config: object = {}): Layer => ({
  class_name,
  config: { name: `layer_${names++}`, trainable: true, ...config },
});
const input = (shape: (number | null)[] = [null, 3]): Layer => ({
  class_name: 'InputLayer',
  config: { name: `input_${names++}`, batch_input_shape: shape },
});
const embedding = () => layer('Embedding', { input_dim: 5, output_dim: 2, mask_zero: true });
const lstm = (more: object = {}) => layer('LSTM', { units: 2, ...more });
const sequences = () => lstm({ return_sequences: true });
const pair = () => layer('Bidirectional', { layer: sequences(), merge_mode: 'concat' });
const dense = () => layer('Dense', { units: 2, activation: 'linear' });
const sequential = (...layers: Layer[]) => layer('Sequential', { layers });

const source = (model: Layer, keras_version = '2.15.0') => ({
  load: async () => ({ modelTopology: { keras_version, model_config: model } }),
});

/** Each problem behind the class of its layer. */
async function problemsOf(model: Layer, version?: string): Promise<string[]> {
  const rows = await check(source(model, version));
  return rows.flatMap(({ className, problems }) => problems.map((each) => `${className} ${each}`));
}

const HANDED = 'LSTM is handed a mask by tfjs that its input does not carry';
const LACKS = 'LSTM has a mask in Keras, which tfjs does not hand to it';
const ZEROED =
  'Bidirectional returns sequences behind a mask, and something reads its masked steps';

describe('in a sequential model', () => {
  test.each<[string, () => Layer[], string]>([
    [
      'repeatVector, then a recurrent layer',
      () => [lstm(), layer('RepeatVector', { n: 3 }), lstm()],
      HANDED,
    ],
    ['conv1d, then a recurrent layer', () => [conv(), lstm()], HANDED],
    [
      'dense, then an average of the steps',
      () => [dense(), layer('GlobalAveragePooling1D')],
      'averages the steps',
    ],
    ['a softmax at once', () => [layer('Softmax')], 'has a mask that Keras adds to its last axes'],
    ['a pair as the last layer', () => [pair()], ZEROED],
    ['a pair, then dense', () => [pair(), dense()], ZEROED],
    ['a pair, then a maximum of the steps', () => [pair(), layer('GlobalMaxPooling1D')], ZEROED],
    ['a pair, then flatten', () => [pair(), dense(), layer('Flatten')], ZEROED],
    [
      'a pair, then a norm over the steps',
      () => [pair(), layer('LayerNormalization', { axis: [1] }), lstm()],
      ZEROED,
    ],
    [
      'a softmax of each step',
      () => [wrapped(layer('Softmax'))],
      'wraps a Softmax that has a mask',
    ],
    ['a recurrent layer of each step', () => [wrapped(lstm())], 'wraps a LSTM that has a mask'],
  ])('behind a mask, %s is refused', async (_, layers, message) => {
    const [problem, ...others] = await problemsOf(sequential(input(), embedding(), ...layers()));
    expect(problem).toContain(message);
    expect(others).toEqual([]);
  });

  test.each<[string, () => Layer[]]>([
    ['a recurrent layer', () => [lstm()]],
    [
      'recurrent layers with layers between that pass it on',
      () => [sequences(), dense(), layer('LeakyReLU'), lstm()],
    ],
    [
      'recurrent layers, then dense and a softmax',
      () => [sequences(), lstm(), dense(), layer('Softmax')],
    ],
    ['the maximum of the steps', () => [sequences(), layer('GlobalMaxPooling1D')]],
    ['flatten', () => [sequences(), layer('Flatten'), dense()]],
    ['convolutions', () => [conv(), layer('Flatten'), dense(), layer('Softmax')]],
    ['a pair, then a recurrent layer', () => [pair(), lstm()]],
    ['pairs, with dense between', () => [pair(), dense(), pair(), lstm(), dense()]],
    [
      'a pair, a norm of each step, a recurrent layer',
      () => [pair(), layer('LayerNormalization', { axis: [2] }), lstm()],
    ],
    [
      'a pair that returns the last step',
      () => [layer('Bidirectional', { layer: lstm(), merge_mode: 'concat' }), dense()],
    ],
    ['dense for each step', () => [sequences(), wrapped(dense())]],
    [
      'a softmax of each step of what repeats',
      () => [lstm(), layer('RepeatVector', { n: 2 }), wrapped(layer('Softmax'))],
    ],
  ])('behind a mask, %s is loaded', async (_, layers) => {
    expect(await problemsOf(sequential(input(), embedding(), ...layers()))).toEqual([]);
  });

  test('the pair and the softmax of Keras before 2.4 are those of tfjs', async () => {
    const old = sequential(input(), embedding(), pair(), dense());
    expect(await problemsOf(old, '2.2.4')).toEqual([]);
    expect(await problemsOf(old, '2.2.4-tf')).toHaveLength(1);
  });

  test('what tfjs saved is not judged by what Keras does', async () => {
    expect(
      await problemsOf(sequential(input(), embedding(), pair()), 'tfjs-layers 4.22.0'),
    ).toEqual([]);
  });

  test('a mask from inside a model is Keras-wide, and in tfjs ends with it', async () => {
    const inner = () => sequential(input(), embedding(), sequences());
    const outer = (...more: Layer[]) => sequential(input(), inner(), ...more);
    expect(await problemsOf(outer(lstm()))).toEqual([]); // It still stands in kwargs.
    expect(await problemsOf(outer(layer('Flatten'), dense()))).toEqual([]);
    expect((await problemsOf(outer(conv(), lstm())))[0]).toContain(HANDED);
  });

  test('a mask from outside goes into a model', async () => {
    const inner = (...layers: Layer[]) => sequential(input([null, 3, 2]), ...layers);
    const outer = (...layers: Layer[]) => sequential(input(), embedding(), inner(...layers));
    expect(await problemsOf(outer(sequences(), lstm()))).toEqual([]);
    expect((await problemsOf(outer(conv(), lstm())))[0]).toContain(HANDED);
    expect((await problemsOf(outer(layer('GlobalAveragePooling1D'))))[0]).toContain('averages');
    expect((await problemsOf(outer(pair(), dense())))[0]).toContain(ZEROED);
  });
});

describe('in a functional model', () => {
  type Called = readonly [Layer, ...string[]];
  const functional = (layers: readonly Called[], ...outputs: string[]) =>
    layer('Functional', {
      layers: layers.map(([{ class_name, config }, ...from]) => ({
        class_name,
        config,
        name: config.name,
        inbound_nodes: from.length === 0 ? [] : [from.map((name) => [name, 0, 0, {}])],
      })),
      input_layers: layers
        .filter(([, ...from]) => from.length === 0)
        .map(([{ config }]) => [config.name, 0, 0]),
      output_layers: outputs.map((name) => [name, 0, 0]),
    });
  const named = (name: string, { class_name, config }: Layer): Layer => ({
    class_name,
    config: { ...config, name },
  });
  const words: Called[] = [[named('words', input())], [named('embedded', embedding()), 'words']];
  const features: Called[] = [[named('features', input([null, 3, 2]))]];

  test('what runs before any mask is handed none, and what runs later is', async () => {
    const layers: Called[] = [
      ...words,
      ...features,
      [named('a', lstm()), 'embedded'],
      [named('b', lstm()), 'features'],
      [named('both', layer('Concatenate', { axis: -1 })), 'b', 'a'],
      [named('other', layer('Concatenate', { axis: -1 })), 'a', 'b'],
    ];
    // tfjs begins with the last input of a layer.
    expect((await problemsOf(functional(layers, 'both')))[0]).toContain(HANDED);
    expect(await problemsOf(functional(layers, 'other'))).toEqual([]);
  });

  test('a sum of masked and unmasked steps has a mask that tfjs does not have', async () => {
    const layers: Called[] = [
      ...words,
      ...features,
      [named('sum', layer('Add')), 'features', 'embedded'],
      [named('last', lstm()), 'sum'],
    ];
    expect((await problemsOf(functional(layers, 'last')))[0]).toContain(LACKS);
    expect(await problemsOf(functional(layers, 'sum'))).toEqual([]);
  });

  test('one mask on all sides is kept where features are joined, and lost in a sum', async () => {
    const layers = (join: Layer): Called[] => [
      ...words,
      [named('a', sequences()), 'embedded'],
      [named('b', dense()), 'embedded'],
      [named('joined', join), 'a', 'b'],
      [named('last', lstm()), 'joined'],
    ];
    const joined = layers(layer('Concatenate', { axis: 2 }));
    expect(await problemsOf(functional(joined, 'last'))).toEqual([]);
    expect(await problemsOf(functional(layers(layer('Add')), 'last'))).toHaveLength(1);
  });

  test('what tfjs cannot make a mask of is refused', async () => {
    const sums = (join: Layer, ...from: string[]): Called[] => [
      ...words,
      ...features,
      [named('sum', layer('Add')), 'embedded', 'features'],
      [named('joined', join), ...from],
    ];
    const joined = sums(layer('Concatenate', { axis: -1 }), 'sum', 'embedded');
    expect(await problemsOf(functional(joined, 'joined'))).toEqual([
      'Concatenate joins the mask of a sum with others, which tfjs cannot',
    ]);
    const three = sums(layer('Add'), 'features', 'embedded', 'embedded');
    expect(await problemsOf(functional(three, 'joined'))).toEqual([
      'Add takes inputs with a mask and without, which tfjs cannot',
    ]);
  });

  test('the state of a recurrent layer carries no mask', async () => {
    const layers: Called[] = [
      ...words,
      [named('a', lstm({ return_sequences: true, return_state: true })), 'embedded'],
      [named('repeated', layer('RepeatVector', { n: 3 })), 'a'],
    ];
    expect(await problemsOf(functional(layers, 'repeated'))).toEqual([]);
  });

  test('models that call models twice, thirty deep, are refused in time', async () => {
    let inner = sequential(input([null, 3, 2]), layer('Masking'), dense());
    for (let depth = 0; depth < 30; depth++) {
      const twice = [0, 1].map((i) => [[i === 0 ? 'features' : 'inner', i, 0, {}]]);
      inner = layer('Functional', {
        layers: [
          { ...features[0][0], name: 'features', inbound_nodes: [] },
          { ...named('inner', inner), name: 'inner', inbound_nodes: twice },
        ],
        input_layers: [['features', 0, 0]],
        output_layers: [['inner', 2, 0]],
      });
    }
    await expect(problemsOf(inner)).rejects.toThrow('calls its layers more than 100000 times');
  });

  test('a chain of ten thousand layers is no depth', async () => {
    const chain = Array.from(
      { length: 10000 },
      (_, i): Called => [
        named(`d${i}`, layer('Dropout', { rate: 0.5 })),
        i === 0 ? 'embedded' : `d${i - 1}`,
      ],
    );
    const last: Called = [named('last', layer('GlobalAveragePooling1D')), 'd9999'];
    expect(await problemsOf(functional([...words, ...chain, last], 'last'))).toHaveLength(1);
  });
});

function conv(): Layer {
  return layer('Conv1D', { filters: 2, kernel_size: 1, activation: 'linear' });
}

function wrapped(inner: Layer): Layer {
  return layer('TimeDistributed', { layer: inner });
}
