import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { layers } from '../../src/index.js';
import { fromKeras } from '../../src/keras/index.js';
import { classesOf, expectSame, withRandomWeights } from '../support/fused.js';
import { saved } from '../support/models.js';

const conv = (args = {}) =>
  tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', ...args });
const norm = () => tf.layers.batchNormalization();
const image = (name?: string) => tf.input({ shape: [6, 5, 3], name });
const apply = (x: tf.SymbolicTensor | tf.SymbolicTensor[], ...all: tf.layers.Layer[]) =>
  all.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x as tf.SymbolicTensor);
const modelOf = (
  inputs: tf.SymbolicTensor | tf.SymbolicTensor[],
  outputs: tf.SymbolicTensor | tf.SymbolicTensor[],
) => withRandomWeights(tf.model({ inputs, outputs }));

/** Checks the outputs and returns the classes of the fused layers. */
async function fusedClasses(model: tf.LayersModel): Promise<string[]> {
  const fused = fuse(model);
  expect(fused.outputNames).toEqual(model.outputNames);
  expect(fused.inputNames).toEqual(model.inputNames);
  await expectSame(fused, model);
  return classesOf(fused);
}

test('residual blocks become two layers each, with or without a convolution in the shortcut', async () => {
  const x = image();
  let y = x;
  for (const beside of [false, true]) {
    const main = apply(y, conv(), norm(), layers.mish(), conv(), norm());
    const other = beside ? apply(y, conv({ kernelSize: 1 }), norm()) : y;
    y = apply([main, other], tf.layers.add(), layers.reLU());
  }
  expect(await fusedClasses(modelOf(x, y))).toEqual(Array(5).fill('Fused>Conv2D'));
});

test('a model that fromKeras has loaded is fused like the same model of tfjs', async () => {
  const x = image();
  const y = apply(
    x,
    conv(),
    norm(),
    layers.mish(),
    conv(),
    tf.layers.batchNormalization({ center: false }),
  );
  const artifacts = await saved(modelOf(x, y));
  const loaded = await tf.loadLayersModel(fromKeras({ load: async () => artifacts }));
  expect(await fusedClasses(loaded)).toEqual(['Fused>Conv2D', 'Fused>Conv2D']);
});

test('a layer that is kept may have an argument that is null, which its config does not contain', async () => {
  const x = image();
  const dropout = tf.layers.alphaDropout({ rate: 0.3, noiseShape: null as unknown as number[] });
  const model = modelOf(x, apply(x, conv(), dropout));
  expect(await fusedClasses(model)).toEqual(['Conv2D', 'AlphaDropout']);
});

test('in blocks that start with a norm, and for norms after pools, the norm and the activation become one kernel', async () => {
  const x = image();
  const y = apply(x, norm(), layers.reLU(), conv(), norm(), layers.silu());
  const z = apply(y, tf.layers.maxPooling2d({ poolSize: 2 }), norm(), layers.gelu());
  expect(await fusedClasses(modelOf(x, z))).toEqual([
    ...['Fused>Elementwise', 'Fused>Conv2D', 'MaxPooling2D', 'Fused>Elementwise'],
  ]);
});

test('a sum of three tensors and the activation after it become one kernel', async () => {
  const inputs = [image(), image(), image()];
  const y = apply(inputs, tf.layers.add(), layers.elu());
  expect(await fusedClasses(modelOf(inputs, y))).toEqual(['Fused>Elementwise']);
});

test('a sum that broadcasts is kept', async () => {
  const x = image();
  const z = tf.input({ shape: [1, 1, 3] });
  const y = apply([apply(x, conv()), z], tf.layers.add(), layers.elu());
  expect(await fusedClasses(modelOf([x, z], y))).toEqual(['Conv2D', 'Add', 'ELU']);
});

test('an output, or a tensor that two layers use, is still computed', async () => {
  const x = image();
  const y = apply(x, conv());
  const outputs = [y, apply(y, norm(), layers.reLU())];
  expect(await fusedClasses(modelOf(x, outputs))).toEqual(['Conv2D', 'Fused>Elementwise']);
  const z = apply(image('twice'), conv(), norm());
  const both = apply([apply(z, layers.reLU()), apply(z, layers.tanh())], tf.layers.multiply());
  const { inputs } = z.sourceLayer.inboundNodes[0].inputTensors[0];
  const classes = await fusedClasses(modelOf(inputs[0], both));
  expect(classes.sort()).toEqual(['Fused>Conv2D', 'Multiply', 'ReLU', 'Tanh']);
});

test('several inputs and outputs keep their order and names', async () => {
  const inputs = [image('left'), image('right')];
  const [a, b] = inputs.map((x) => apply(x, conv(), norm(), layers.softplus()));
  const sum = apply([a, b], tf.layers.concatenate(), conv());
  const outputs = [apply(sum, layers.reLU({ name: 'first' })), inputs[1], b];
  await fusedClasses(modelOf(inputs, outputs));
});

test('a layer that is called twice is fused if the same layers follow, and kept otherwise', async () => {
  const inputs = [image(), image()];
  const [shared, after, relu] = [conv(), norm(), layers.reLU()];
  const same = inputs.map((x) => apply(x, shared, after, relu));
  const model = modelOf(inputs, apply(same, tf.layers.concatenate()));
  expect(await fusedClasses(model)).toEqual(['Fused>Conv2D', 'Concatenate']);
  const different = inputs.map((x) => apply(x, shared, norm(), relu));
  const classes = await fusedClasses(modelOf(inputs, apply(different, tf.layers.concatenate())));
  expect(classes.sort()).toEqual([
    ...['Concatenate', 'Conv2D', 'Fused>Elementwise', 'Fused>Elementwise'],
  ]);
});

test('an activation layer that is called after several convolutions is fused into each', async () => {
  const relu = layers.reLU();
  const x = image();
  const y = apply(x, conv(), relu, conv(), norm(), relu, conv(), relu);
  expect(await fusedClasses(modelOf(x, y))).toEqual(Array(3).fill('Fused>Conv2D'));
});

test('nested models are fused, and called as often as before', async () => {
  const z = image();
  const encoder = tf.model({
    inputs: z,
    outputs: apply(z, conv(), norm(), layers.mish()),
    name: 'encoder',
  });
  const head = tf.sequential({ layers: [conv({ inputShape: [6, 5, 3] }), norm()], name: 'head' });
  const inputs = [image(), image()];
  const y = apply(
    inputs.map((x) => apply(x, encoder)),
    tf.layers.add(),
    head,
    layers.reLU(),
  );
  const model = modelOf(inputs, y);
  const fused = fuse(model);
  await expectSame(fused, model);
  expect(classesOf(fused.getLayer('encoder') as unknown as tf.LayersModel)).toEqual([
    'Fused>Conv2D',
  ]);
  expect(fused.getLayer('head')).toBeInstanceOf(tf.Sequential);
});

test('a nested model that is called with training: true is copied without changes', async () => {
  const inner = tf.sequential({ layers: [conv({ inputShape: [6, 5, 3] }), layers.reLU()] });
  const x = image();
  const y = inner.apply(x, { training: true }) as tf.SymbolicTensor;
  expect(await fusedClasses(modelOf(x, y))).toEqual(['Sequential']);
});

test('a sequential model whose first layer is a model stays sequential', async () => {
  const inner = tf.sequential({ layers: [conv({ inputShape: [6, 5, 3] }), layers.reLU()] });
  const model = withRandomWeights(tf.sequential({ layers: [inner, norm(), layers.mish()] }));
  const fused = fuse(model);
  expect(fused).toBeInstanceOf(tf.Sequential);
  await expectSame(fused, model);
});

test('layers that act only in training are dropped', async () => {
  const model = withRandomWeights(
    tf.sequential({
      layers: [
        tf.layers.gaussianNoise({ stddev: 1, inputShape: [6, 3] }),
        tf.layers.conv1d({ filters: 4, kernelSize: 2 }),
        tf.layers.dropout({ rate: 0.5 }),
        norm(),
        tf.layers.spatialDropout1d({ rate: 0.5 }),
        layers.rrelu(),
        tf.layers.flatten(),
        tf.layers.alphaDropout({ rate: 0.5 }),
        tf.layers.activation({ activation: 'linear' }),
        tf.layers.dense({ units: 2, activation: 'softmax' }),
        tf.layers.gaussianDropout({ rate: 0.5, name: 'last' }),
      ],
    }),
  );
  // An output keeps its name.
  expect(await fusedClasses(model)).toEqual([
    ...['Fused>Conv1D', 'Flatten', 'Dense', 'GaussianDropout'],
  ]);
});

test('a mask passes through fused layers to the recurrent layer after them', async () => {
  const x = tf.input({ shape: [4, 3] });
  const masked = tf.layers.masking().apply(x) as tf.SymbolicTensor;
  const units = 3;
  const y = apply(
    masked,
    tf.layers.dense({ units }),
    norm(),
    layers.mish(),
    tf.layers.dropout({ rate: 0.5 }),
  );
  const sum = apply([y, apply(masked, tf.layers.dense({ units }))], tf.layers.add(), layers.tanh());
  const model = modelOf(x, [apply(y, tf.layers.lstm({ units: 2 })), sum]);
  const fused = fuse(model);
  expect(classesOf(fused)).toContain('Add');
  const input = tf.tensor(
    [1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0].concat(Array(12).fill(1)),
    [2, 4, 3],
  );
  // The transposition of a mask by tfjs does not compile there.
  if (tf.getBackend() !== 'webgpu') await expectSame(fused, model, [input]);
});

test('recurrent, embedding and wrapped layers are copied, also with initial states as inputs', async () => {
  const x = tf.input({ shape: [4], dtype: 'int32' });
  const state = tf.input({ shape: [3] });
  const embedded = apply(x, tf.layers.embedding({ inputDim: 7, outputDim: 3 }));
  const wrapped = apply(
    embedded,
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }) }),
  );
  const both = apply(
    wrapped,
    tf.layers.bidirectional({
      layer: tf.layers.gru({ units: 2, returnSequences: true }) as tf.RNN,
      mergeMode: 'concat',
    }),
  );
  const rnn = tf.layers.simpleRNN({ units: 3, returnState: true });
  const [y, last] = rnn.apply([both, state]) as tf.SymbolicTensor[];
  const model = modelOf([x, state], [apply(y, tf.layers.dense({ units: 2 }), layers.silu()), last]);
  const inputs = [
    tf.tensor2d(
      [
        [0, 1, 2, 3],
        [6, 5, 4, 3],
      ],
      [2, 4],
      'int32',
    ),
    tf.ones([2, 3]),
  ];
  const fused = fuse(model);
  await expectSame(fused, model, inputs);
  expect(classesOf(fused)).toEqual([
    ...['Embedding', 'TimeDistributed', 'Bidirectional', 'SimpleRNN', 'Fused>Dense'],
  ]);
});

test('a stateful layer has a state of its own', async () => {
  const model = withRandomWeights(
    tf.sequential({
      layers: [
        tf.layers.lstm({ units: 2, stateful: true, batchInputShape: [2, 3, 2] }),
        tf.layers.dense({ units: 2 }),
        layers.mish(),
      ],
    }),
  );
  const fused = fuse(model);
  await expectSame(fused, model);
  await expectSame(fused, model);
  model.resetStates();
  fused.resetStates();
  await expectSame(fused, model);
});

class Doubled extends tf.layers.Layer {
  static className = 'Doubled';
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([x].flat()[0], 2);
  }
}

class HalfConv extends (conv().constructor as new (args: object) => tf.layers.Layer) {
  static className = 'Conv2D';
  override call(x: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    return tf.div(super.call(x, kwargs as Parameters<tf.layers.Layer['call']>[1]) as tf.Tensor, 2);
  }
}

test("a user's class is kept, also if it is derived from a class of tfjs and has the same name", async () => {
  const model = withRandomWeights(
    tf.sequential({
      layers: [
        new HalfConv({ filters: 2, kernelSize: 2, inputShape: [6, 5, 3] }),
        norm(),
        new Doubled(),
        layers.reLU(),
      ],
    }),
  );
  expect(await fusedClasses(model)).toEqual(['Conv2D', 'BatchNormalization', 'Doubled', 'ReLU']);
});

test('the order in which branches were created does not matter', async () => {
  const x = image();
  const late = apply(x, conv());
  const early = apply(x, conv(), layers.reLU());
  const y = apply([late, early], tf.layers.add());
  const z = apply([y, early], tf.layers.average(), conv(), layers.tanh());
  await fusedClasses(modelOf(x, [z, early]));
});

test('a layer takes no more tensors than a kernel may read on each backend', async () => {
  const model = withRandomWeights(
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [3] }),
        ...Array.from({ length: 4 }, () => layers.srelu()),
        ...Array.from({ length: 9 }, () => layers.mish()),
        ...Array.from({ length: 7 }, () => layers.prelu()),
      ],
    }),
  );
  const fused = fuse(model);
  for (const { weights } of fused.layers) expect(weights.length).toBeLessThanOrEqual(2 + 5);
  await expectSame(fused, model);
});
