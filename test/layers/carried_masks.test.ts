import * as tf from '@tensorflow/tfjs';
import { layers, type Softmax } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { references } from '../support/slices.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// tfjs passes the mask of any earlier layer to each layer of a model. A layer must use only the mask that its own
// input carries.

const STEPS = 3;
const BOUND = { ulp: 16, absolute: 4e-7 };
const { softmax, logSoftmax } = references;

/** The words of 2 samples; 0 is padding. */
const words = () =>
  tf.tensor2d([
    [4, 2, 0],
    [1, 0, 0],
  ]);
const KEPT = [1, 1, 0, 1, 0, 0];

const embedding = (outputDim: number) =>
  tf.layers.embedding({
    inputDim: 5,
    outputDim,
    maskZero: true,
    inputLength: STEPS,
    embeddingsInitializer: tf.initializers.randomNormal({ seed: 7 }),
  });

const dense = (units: number) =>
  tf.layers.dense({ units, kernelInitializer: tf.initializers.randomNormal({ seed: 3 }) });

/** A model with two outputs: the input of a layer, and its output. */
function beside(
  layer: tf.layers.Layer,
  build: (masked: tf.SymbolicTensor) => tf.SymbolicTensor,
  outputDim = 2,
): tf.LayersModel {
  const input = tf.input({ shape: [STEPS] });
  const x = build(embedding(outputDim).apply(input) as tf.SymbolicTensor);
  return tf.model({ inputs: input, outputs: [x, layer.apply(x) as tf.SymbolicTensor] });
}

const through =
  (...between: tf.layers.Layer[]) =>
  (x: tf.SymbolicTensor) =>
    between.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, x);

const seeded = () => ({
  kernelInitializer: tf.initializers.randomNormal({ seed: 1 }),
  recurrentInitializer: tf.initializers.randomNormal({ seed: 2 }),
});

/** tfjs cannot transpose a mask on webgpu. */
const testRecurrent = (title: string, run: () => Promise<void>) =>
  test(title, async () => {
    if (tf.getBackend() !== 'webgpu') await run();
  });

/** Compares the outputs of a model with what they must be: the softmax of each row, or 0 for a masked row. */
async function expectRows(
  [x, y]: tf.Tensor[],
  isKept = (_row: number) => true,
  { value } = softmax,
): Promise<void> {
  const length = x.shape.at(-1) as number;
  const logits = Array.from(await x.data());
  const rows = Array.from({ length: x.size / length }, (_, row) =>
    logits.slice(row * length, (row + 1) * length),
  );
  const expected = rows.flatMap((row, i) =>
    isKept(i) ? value(row) : row.map(() => (value === softmax.value ? 0 : -Infinity)),
  );
  await expectValues(y, expected, BOUND);
}

const spent: [string, () => tf.layers.Layer[]][] = [
  ['flatten', () => [tf.layers.flatten(), dense(STEPS)]],
  ['flatten and a dense layer of another width', () => [tf.layers.flatten(), dense(4)]],
  ['global pooling', () => [tf.layers.globalAveragePooling1d({}), dense(STEPS)]],
  ['a pooling', () => [tf.layers.maxPooling1d({ poolSize: 3 }), tf.layers.flatten(), dense(STEPS)]],
  ['conv1d', () => [tf.layers.conv1d({ filters: 2, kernelSize: 1 })]],
  ['reshape', () => [tf.layers.reshape({ targetShape: [2, STEPS] })]],
  ['permute', () => [tf.layers.permute({ dims: [2, 1] })]],
  ['crelu along the time axis', () => [layers.crelu({ axis: 1 })]],
];

describe('a mask that an earlier layer has ended is not used:', () => {
  test.each(spent)('after %s', async (_, between) => {
    const model = beside(layers.softmax(), through(dense(2), ...between()));
    await expectRows(model.predict(words()) as tf.Tensor[]);
  });

  test.each(spent)('by logSoftmax after %s', async (_, between) => {
    const model = beside(layers.logSoftmax(), through(dense(2), ...between()));
    await expectRows(model.predict(words()) as tf.Tensor[], () => true, logSoftmax);
  });

  testRecurrent('after a recurrent layer that returns the last step', async () => {
    const recurrent = tf.layers.lstm({ units: 2, ...seeded() });
    const model = beside(layers.softmax(), through(recurrent, dense(STEPS)));
    await expectRows(model.predict(words()) as tf.Tensor[]);
  });

  testRecurrent('after a bidirectional layer whose result is repeated as a sequence', async () => {
    const layer = tf.layers.gru({ units: 2, ...seeded() }) as tf.RNN;
    const between = [
      tf.layers.bidirectional({ layer, mergeMode: 'concat' }),
      tf.layers.repeatVector({ n: STEPS }),
      dense(STEPS),
    ];
    const model = beside(layers.softmax(), through(...between));
    await expectRows(model.predict(words()) as tf.Tensor[]);
  });

  testRecurrent('for the state of a recurrent layer that also returns the sequence', async () => {
    const recurrent = tf.layers.lstm({
      units: STEPS,
      returnSequences: true,
      returnState: true,
      ...seeded(),
    });
    const model = beside(layers.softmax(), (x) =>
      through(dense(STEPS))((recurrent.apply(x) as tf.SymbolicTensor[])[1]),
    );
    await expectRows(model.predict(words()) as tf.Tensor[]);
  });

  test('in training, in evaluation and in the gradient', async () => {
    const masking = tf.layers.masking({ inputShape: [STEPS, 2] });
    const make = (last: tf.layers.Layer) => {
      const model = tf.sequential({
        layers: [masking, dense(2), tf.layers.flatten(), dense(STEPS), last],
      });
      model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
      return model;
    };
    const x = tf.tensor3d([
      [
        [1, 2],
        [3, 1],
        [0, 0],
      ],
    ]);
    const y = tf.tensor2d([[0, 1, 0]]);
    // An activation that is given by name uses no mask.
    const [ours, other] = [layers.softmax(), tf.layers.activation({ activation: 'softmax' })].map(
      make,
    );
    const train = async (model: tf.Sequential) =>
      (await model.fit(x, y, { epochs: 3, verbose: 0 })).history.loss as number[];
    other.setWeights(ours.getWeights());
    await expectValues(await train(ours), await train(other), { ulp: 64, absolute: 1e-6 });
    const [a, b] = [ours, other].map((model) => model.evaluate(x, y, { verbose: 0 }) as tf.Tensor);
    await expectValues(a, b, { ulp: 64, absolute: 1e-6 });
  });

  test('in nested models that come before the softmax or contain it', async () => {
    const inside = tf.sequential({ layers: [embedding(2), dense(2), tf.layers.flatten()] });
    const head = tf.sequential({
      layers: [tf.layers.dense({ units: STEPS, inputShape: [6], kernelInitializer: 'ones' })],
    });
    const input = tf.input({ shape: [STEPS] });
    const logits = head.apply(inside.apply(input)) as tf.SymbolicTensor;
    const last = tf.sequential({ layers: [layers.softmax({ inputShape: [STEPS] })] });
    const outputs = [logits, last.apply(logits) as tf.SymbolicTensor];
    const model = tf.model({ inputs: input, outputs });
    await expectRows(model.predict(words()) as tf.Tensor[]);
    await expectRows(model.apply(words()) as tf.Tensor[]);
    const part = tf.model({ inputs: input, outputs: outputs.slice(1) });
    const [x] = model.predict(words()) as tf.Tensor[];
    await expectRows([x, part.predict(words()) as tf.Tensor]);
  });

  test('in a model that was saved and loaded', async () => {
    const made = beside(layers.softmax(), through(tf.layers.flatten(), dense(STEPS)));
    const model = await load(await saved(made));
    await expectRows(model.predict(words()) as tf.Tensor[]);
  });
});

describe('a layer that ends a mask also ends it for recurrent layers after it:', () => {
  testEachRecurrent('crelu', () => layers.crelu({ axis: 1 }));
  testEachRecurrent('maxout', () => layers.maxout({ axis: 1, numUnits: 2 }));
  testEachRecurrent('glu', () => layers.glu({ axis: 1 }));

  function testEachRecurrent(name: string, make: () => tf.layers.Layer): void {
    testRecurrent(name, async () => {
      const ending = (maskZero: boolean) => {
        const embedding = { inputDim: 6, outputDim: 2, inputLength: 4, maskZero };
        const embeddingsInitializer = tf.initializers.randomUniform({
          minval: -1,
          maxval: 1,
          seed: 3,
        });
        return tf.sequential({
          layers: [
            tf.layers.embedding({ ...embedding, embeddingsInitializer }),
            make(),
            tf.layers.lstm({ units: 2, ...seeded() }),
          ],
        });
      };
      const x = tf.tensor2d([[0, 1, 2, 3]]);
      const [y, expected] = [true, false].map(
        (maskZero) => ending(maskZero).predict(x) as tf.Tensor,
      );
      await expectValues(y, expected);
    });
  }
});

describe('a mask that the input carries masks whole time steps:', () => {
  const passing: [string, () => tf.layers.Layer[]][] = [
    ['embedding', () => []],
    [
      'layers that pass the mask on',
      () => [dense(2), layers.prelu(), tf.layers.dropout({ rate: 0.5 })],
    ],
    ['softmax itself', () => [layers.softmax({ axis: 1 })]],
  ];
  test.each(passing)('after %s', async (_, between) => {
    const model = beside(layers.softmax(), through(...between()));
    await expectRows(model.predict(words()) as tf.Tensor[], (row) => KEPT[row] === 1);
  });

  test('with as many features as steps', async () => {
    const model = beside(layers.softmax(), through(), STEPS);
    await expectRows(model.predict(words()) as tf.Tensor[], (row) => KEPT[row] === 1);
  });

  test('with as many samples and features as steps', async () => {
    const model = beside(layers.logSoftmax(), through(), STEPS);
    const x = tf.tensor2d([
      [1, 0, 0],
      [0, 0, 0],
      [1, 2, 3],
    ]);
    const kept = [1, 0, 0, 0, 0, 0, 1, 1, 1];
    await expectRows(model.predict(x) as tf.Tensor[], (row) => kept[row] === 1, logSoftmax);
  });

  test('of rank 4, where the mask has one axis less', async () => {
    const model = tf.sequential({
      layers: [tf.layers.masking({ inputShape: [2, 2, 2] }), layers.softmax()],
    });
    const x = tf.tensor4d([1, 1, 0, 0, 0, 0, 2, 2], [1, 2, 2, 2]);
    const h = 1 / 2;
    await expectValues(model.predict(x) as tf.Tensor, [h, h, 0, 0, 0, 0, h, h]);
  });

  test('after a sum of masked steps', async () => {
    const between = dense(2);
    const model = beside(layers.softmax(), (x) => {
      const sum = tf.layers.add().apply([x, between.apply(x) as tf.SymbolicTensor]);
      return sum as tf.SymbolicTensor;
    });
    await expectRows(model.predict(words()) as tf.Tensor[], (row) => KEPT[row] === 1);
  });

  testRecurrent('after a recurrent layer that returns sequences', async () => {
    const recurrent = tf.layers.lstm({ units: STEPS, returnSequences: true, ...seeded() });
    const model = beside(layers.softmax(), through(recurrent));
    await expectRows(model.predict(words()) as tf.Tensor[], (row) => KEPT[row] === 1);
  });

  test('in the gradient', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.masking({ inputShape: [2, 2] }),
        tf.layers.dense({ units: 2, kernelInitializer: 'identity' }),
        layers.softmax(),
      ],
    });
    const x = tf.tensor3d([
      [
        [1, 2],
        [0, 0],
      ],
    ]);
    const dy = tf.tensor3d([
      [
        [1, 0],
        [1, 0],
      ],
    ]);
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(model.apply(x) as tf.Tensor, dy)));
    const [, ofBias] = Object.values(grads);
    await expectValues(ofBias, softmax.gradient([1, 2], [1, 0]), BOUND);
  });
});

describe('a softmax that is called twice uses, for each call,', () => {
  test('the mask of its input', async () => {
    for (const isMaskedFirst of [true, false]) {
      const shared = layers.softmax();
      const words_ = tf.input({ shape: [STEPS] });
      const features = tf.input({ shape: [STEPS, 2] });
      const masked = embedding(2).apply(words_) as tf.SymbolicTensor;
      const plain = dense(2).apply(features) as tf.SymbolicTensor;
      const order = isMaskedFirst ? [masked, plain] : [plain, masked];
      const made = order.map((x) => shared.apply(x) as tf.SymbolicTensor);
      const model = tf.model({ inputs: [words_, features], outputs: [...order, ...made] });
      const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1], [2, STEPS, 2]);
      const [a, b, ofA, ofB] = model.predict([words(), x]) as tf.Tensor[];
      const isKept = (row: number) => KEPT[row] === 1;
      await expectRows([a, ofA], isMaskedFirst ? isKept : undefined);
      await expectRows([b, ofB], isMaskedFirst ? undefined : isKept);
    }
  });

  test('the words of that call, if the embedding is shared too', async () => {
    const [shared, words_] = [layers.softmax(), embedding(2)];
    const inputs = [tf.input({ shape: [STEPS] }), tf.input({ shape: [STEPS] })];
    const embedded = inputs.map((input) => words_.apply(input) as tf.SymbolicTensor);
    const made = embedded.map((x) => shared.apply(x) as tf.SymbolicTensor);
    const model = tf.model({ inputs, outputs: [...embedded, ...made] });
    const others = tf.tensor2d([
      [0, 1, 1],
      [0, 0, 3],
    ]);
    const [a, b, ofA, ofB] = model.predict([words(), others]) as tf.Tensor[];
    await expectRows([a, ofA], (row) => KEPT[row] === 1);
    await expectRows([b, ofB], (row) => [0, 1, 1, 0, 0, 1][row] === 1);
  });
});

test.each([[STEPS], [4]])(
  'a layer inside timeDistributed uses no mask, with %i units',
  async (units) => {
    const wrapper = () => tf.layers.timeDistributed({ layer: layers.softmax() });
    const carried = beside(wrapper(), through(dense(units)));
    await expectRows(carried.predict(words()) as tf.Tensor[]);
    const left = beside(
      wrapper(),
      through(tf.layers.flatten(), tf.layers.repeatVector({ n: 2 }), dense(units)),
    );
    await expectRows(left.predict(words()) as tf.Tensor[]);
  },
);

describe('a mask that is passed as an argument broadcasts:', () => {
  const causal = () => tf.linalg.bandPart(tf.ones([3, 3]), -1, 0);
  const expected = Array(3)
    .fill([1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3])
    .flat();

  test('in apply and in call, for a single layer', async () => {
    const x = tf.zeros([3, 3, 3]);
    const mask = causal();
    await expectValues(layers.softmax().apply(x, { mask }) as tf.Tensor, expected);
    await expectValues(layers.softmax().apply([x], { mask }) as tf.Tensor, expected);
    await expectValues(layers.softmax().call(x, { mask }), expected);
    const built = layers.softmax() as Softmax;
    built.apply(x);
    await expectValues(built.call(x, { mask }), expected);
  });

  test('in a layer that another layer builds, marks as built, and calls', async () => {
    class Attention extends tf.layers.Layer {
      static className = 'Attention';
      private readonly softmax = layers.softmax();
      override build(shape: tf.Shape) {
        this.softmax.build(shape);
        this.softmax.built = true;
        super.build(shape);
      }
      override call(x: tf.Tensor | tf.Tensor[]) {
        return this.softmax.call(x, { mask: causal() });
      }
      override computeOutputShape(shape: tf.Shape): tf.Shape {
        return shape;
      }
    }
    const model = tf.sequential({ layers: [new Attention({ inputShape: [3, 3] })] });
    await expectValues(model.predict(tf.zeros([3, 3, 3])) as tf.Tensor, expected);
  });

  test('in a layer of a model, with a single input and a list', async () => {
    const layer = layers.softmax();
    const model = tf.sequential({ layers: [tf.layers.masking({ inputShape: [3, 3] }), layer] });
    model.predict(tf.ones([3, 3, 3]));
    await expectValues(layer.apply(tf.zeros([3, 3, 3]), { mask: causal() }) as tf.Tensor, expected);
    const [y] = [layer.apply([tf.zeros([3, 3, 3])], { mask: causal() })].flat() as tf.Tensor[];
    await expectValues(y, expected);
    const inList = () => layer.apply([tf.zeros([3, 3, 3])], { mask: causal() }) as tf.Tensor[];
    await expectValues(tf.tidy(inList)[0], expected);
    expectNoLeak(() => tf.tidy(inList)[0]);
  });

  test('but is refused with a symbolic input, because tfjs would drop it', () => {
    const input = tf.input({ shape: [3, 3] });
    expect(() => layers.softmax({ name: 'it' }).apply(input, { mask: causal() })).toThrow(
      'The layer it received a mask with a symbolic input, which tfjs would drop. Expected: an input that carries',
    );
  });
});

test('no tensor is leaked if masks are carried or ended', () => {
  const carried = beside(layers.softmax(), through(dense(2)));
  const left = beside(layers.softmax(), through(tf.layers.flatten(), dense(STEPS)));
  const x = words();
  for (const model of [carried, left]) expectNoLeak(() => tf.dispose(model.predict(x)));
});

test('a mask that does not fit its input is an error that gives the name of the layer', () => {
  class Halved extends tf.layers.Layer {
    static className = 'Halved';
    override supportsMasking = true;
    override call(x: tf.Tensor | tf.Tensor[]) {
      return tf.slice([x].flat()[0], [0, 0, 0], [-1, 1, -1]);
    }
    override computeOutputShape([batch, , features]: tf.Shape): tf.Shape {
      return [batch, 1, features];
    }
  }
  const model = beside(layers.softmax({ name: 'it' }), through(new Halved({})));
  expect(() => model.predict(words())).toThrow(
    'The input of the layer it carries a mask that does not fit. Expected: the first lengths of ' +
      '[2,1,2]. Received: a mask of shape [2,3]',
  );
});
