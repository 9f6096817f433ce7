import * as tf from '@tensorflow/tfjs';
import { check, fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectOutputsWithin, type Saved } from '../support/keras_outputs.js';
import { loadedAgain } from '../support/loaded_again.js';
import { expectValues } from '../support/values.js';

// What layers do with masks in Keras 2.15 is what its `compute_mask` and `call` say; the files are what it saved.

const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2.15.0': { 'states and no sequences': 'has initial states and a mask' },
  '3.15.1': {
    'a product of two masks': 'replaces masked entries by 1',
  },
};

const path = (name: string) => fixture(`keras/masks/${name}`);

test.each(['lstm_dense_n', 'lstm_dense_t'])(
  'a softmax behind a recurrent layer that ends the mask has the values of Keras to 1e-6: %s',
  async (name) => {
    const { x, y } = JSON.parse(
      new TextDecoder().decode(await readFixture(`keras/masks/${name}.json`)),
    );
    const model = await tf.loadLayersModel(fromKeras(path(`${name}.h5`)));
    const made = model.predict(tf.tensor(x[0].values, x[0].shape)) as tf.Tensor;
    await expectValues(made, y[0].values, { ulp: 0, absolute: 1e-6 });
  },
);

interface Case {
  readonly config: object;
  readonly weights: readonly (Saved & { readonly name: string })[];
  readonly x: readonly Saved[];
  readonly y: readonly Saved[];
}

test.each(['2.15.0', '3.15.1'])(
  'models with masks have the outputs of Keras %s to 1e-5',
  async (version) => {
    const bytes = await readFixture(`keras/masks/masks_${version}.json`);
    const cases: Record<string, Case> = JSON.parse(new TextDecoder().decode(bytes));
    const failed: string[] = [];
    for (const [name, { config, weights, x, y }] of Object.entries(cases)) {
      const specs = weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const }));
      const handler = {
        load: async () => ({
          modelTopology: { keras_version: version, model_config: config },
          weightSpecs: specs,
          weightData: Float32Array.from(weights.flatMap(({ values }) => values)).buffer,
        }),
      };
      try {
        const { [name]: refusal } = REFUSED[version];
        if (refusal) {
          await expect(tf.loadLayersModel(fromKeras(handler))).rejects.toThrow(refusal);
          continue;
        }
        const model = await tf.loadLayersModel(fromKeras(handler));
        for (const each of [model, await loadedAgain(model)]) {
          await expectOutputsWithin(each, { x, y }, 1e-5);
        }
      } catch (error) {
        failed.push(`${name}: ${(error as Error).message}`);
      }
    }
    expect(failed).toEqual([]);
  },
  120_000,
);

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

describe('in a sequential model', () => {
  test.each<[string, () => Layer[], string]>([
    [
      'a softmax at once',
      () => [layer('Softmax')],
      'has a mask, which Keras applies to the last axes',
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
    ['dense, then an average of the steps', () => [dense(), layer('GlobalAveragePooling1D')]],
    ['the maximum of the steps', () => [sequences(), layer('GlobalMaxPooling1D')]],
    ['flatten', () => [sequences(), layer('Flatten'), dense()]],
    ['convolutions', () => [conv(), layer('Flatten'), dense(), layer('Softmax')]],
    [
      'a recurrent layer, repeated, then a recurrent layer',
      () => [lstm(), layer('RepeatVector', { n: 3 }), lstm()],
    ],
    ['convolutions, then a recurrent layer', () => [conv(), lstm()]],
    ['a pair, then dense', () => [pair(), dense()]],
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

  test('the pair of Keras before 2.4 repeats its last outputs, as that of tfjs', async () => {
    const old = sequential(input(), embedding(), pair(), dense());
    const { layers: at } = await tf.loadLayersModel(fromKeras(source(old, '2.2.4')));
    const { layers: of } = await tf.loadLayersModel(fromKeras(source(old, '2.2.4-tf')));
    expect([at, of].map((each) => each.map((layer) => layer.getClassName()))).toEqual([
      ['InputLayer', 'Embedding', 'Bidirectional', 'Dense'],
      ['InputLayer', 'Embedding', 'Bidirectional', 'Keras>ZeroOutput', 'Dense'],
    ]);
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
    expect(await problemsOf(outer(conv(), lstm()))).toEqual([]);
  });

  test('a mask from outside goes into a model', async () => {
    const inner = (...layers: Layer[]) => sequential(input([null, 3, 2]), ...layers);
    const outer = (...layers: Layer[]) => sequential(input(), embedding(), inner(...layers));
    expect(await problemsOf(outer(sequences(), lstm()))).toEqual([]);
    expect(await problemsOf(outer(conv(), lstm()))).toEqual([]);
    expect((await problemsOf(outer(layer('GlobalAveragePooling1D'))))[0]).toContain(
      'has a mask in Keras, which tfjs does not pass to it',
    );
    expect(await problemsOf(outer(pair(), dense()))).toEqual([]);
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

  test('what tfjs would hand the mask of another layer gets its own', async () => {
    const layers: Called[] = [
      ...words,
      ...features,
      [named('a', lstm()), 'embedded'],
      [named('b', lstm()), 'features'],
    ];
    const masksOf = async (...order: string[]) => {
      const joined: Called = [named('both', layer('Concatenate', { axis: -1 })), ...order];
      const whole = functional([...layers, joined], 'both');
      const model = await tf.loadLayersModel(fromKeras(source(whole)));
      return model.layers.map(({ name }) => name).filter((name) => name.endsWith('_mask'));
    };
    // tfjs begins with the last input of a layer.
    expect(await masksOf('b', 'a')).toEqual(['b_mask']);
    expect(await masksOf('a', 'b')).toEqual([]);
  });

  test('a mask of three summands of which not all have one is refused', async () => {
    const three: Called[] = [
      ...words,
      ...features,
      [named('sum', layer('Add')), 'features', 'embedded', 'embedded'],
    ];
    expect(await problemsOf(functional(three, 'sum'))).toEqual([
      'Add has inputs with and without a mask, which tfjs does not support',
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
    await expect(problemsOf(inner)).rejects.toThrow('has more than 100000 calls of layers');
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
    expect(await problemsOf(functional([...words, ...chain, last], 'last'))).toEqual([]);
  });
});

function conv(): Layer {
  return layer('Conv1D', { filters: 2, kernel_size: 1, activation: 'linear' });
}

function wrapped(inner: Layer): Layer {
  return layer('TimeDistributed', { layer: inner });
}
