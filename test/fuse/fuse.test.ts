import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { layers } from '../../src/index.js';
import { expectSame, predictions, randomInputs, withRandomWeights } from '../support/fused.js';
import { load, saved } from '../support/models.js';

const norm = () => tf.layers.batchNormalization();

function network(): tf.LayersModel {
  const x = tf.input({ shape: [6, 5, 3] });
  const apply = (x: tf.SymbolicTensor, ...all: tf.layers.Layer[]) =>
    all.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const shared = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' });
  const inner = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [6, 5, 3] }),
      norm(),
      norm(),
    ],
  });
  const [after, prelu] = [norm(), layers.prelu({ alphaConstraint: 'nonNeg' })];
  const y = apply(x, shared, after, prelu, inner, shared, after, prelu, inner);
  const flat = apply(y, layers.prelu(), tf.layers.flatten(), tf.layers.dropout({ rate: 0.5 }));
  const z = apply(
    flat,
    tf.layers.dense({ units: 3, kernelConstraint: 'unitNorm' }),
    layers.softmax(),
  );
  return withRandomWeights(tf.model({ inputs: x, outputs: z }));
}

const sequential = () =>
  withRandomWeights(
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3] }),
        norm(),
        layers.mish(),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 2 }),
      ],
    }),
  );

test('no tensor is leaked, with nested models and with layers that are called twice', () => {
  const model = network();
  const x = randomInputs(model);
  tf.dispose(predictions(model, x)); // Creates the tensors that kernels cache.
  tf.dispose(predictions(fuse(model), x));
  const before = tf.memory().numTensors;
  const fused = fuse(model);
  tf.dispose(predictions(fused, x));
  fused.dispose();
  fuse.report(model);
  expect(tf.memory().numTensors).toBe(before);
});

test('the model computes the same bits before and after, and the two models can be disposed independently', async () => {
  const model = sequential();
  const x = randomInputs(model);
  const bits = async () => [...(await predictions(model, x)[0].data())];
  const before = await bits();
  const nodes = model.layers.map(({ inboundNodes, outboundNodes }) => [
    inboundNodes.length,
    outboundNodes.length,
  ]);
  const [first, second] = [fuse(model), fuse(model)];
  first.dispose();
  expect(await bits()).toEqual(before);
  expect(
    model.layers.map(({ inboundNodes, outboundNodes }) => [
      inboundNodes.length,
      outboundNodes.length,
    ]),
  ).toEqual(nodes);
  await expectSame(second, model);
  const [fused] = predictions(second, x);
  const values = [...(await fused.data())];
  model.dispose();
  expect([...(await predictions(second, x)[0].data())]).toEqual(values);
  second.dispose();
});

test('layers created later get the names that they would have without fuse', () => {
  const numberOf = () => {
    const all = [
      tf.layers.dense({ units: 1 }),
      tf.layers.activation({ activation: 'relu' }),
      layers.reLU(),
    ];
    return all.map((layer) => Number(/\d+$/.exec(layer.name)));
  };
  const model = sequential();
  const before = numberOf();
  fuse(model);
  fuse.report(model);
  expect(numberOf()).toEqual(before.map((number) => number + 1));
});

test('the fused model does not change when the model is trained later', async () => {
  const model = sequential();
  const x = randomInputs(model);
  const fused = fuse(model);
  const before = [...(await predictions(fused, x)[0].data())];
  model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
  await model.trainOnBatch(x[0], tf.ones([2, 2]));
  expect([...(await predictions(fused, x)[0].data())]).toEqual(before);
  await expectSame(fuse(model), model);
});

test('weights are copied as they are, even if they violate their constraints', async () => {
  const model = network();
  const dense = model.layers.find((layer) => layer.getClassName() === 'Dense') as tf.layers.Layer;
  (dense.weights[0].read() as tf.Variable).assign(tf.ones([90, 3]));
  await expectSame(fuse(model), model);
});

test('the fused model can be evaluated but not trained', async () => {
  const model = sequential();
  const fused = fuse(model);
  const [x, y] = [randomInputs(model)[0], tf.ones([2, 2])];
  expect(fused.trainableWeights).toEqual([]);
  for (const layer of fused.layers) expect(layer.trainableWeights.length).toBe(0);
  for (const each of [model, fused]) each.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [loss, expected] = [fused, model].map((each) => each.evaluate(x, y) as tf.Scalar);
  expect(Math.abs((await loss.data())[0] - (await expected.data())[0])).toBeLessThan(1e-4);
  const message =
    /^The model sequential_\d+ is fused for inference and cannot be trained. Expected: train the original model/;
  await expect(fused.fit(x, y)).rejects.toThrow(message);
  await expect(fused.trainOnBatch(x, y)).rejects.toThrow(message);
  expect(() => fused.apply(x, { training: true })).toThrow(message);
  expect(() => fused.layers[1].apply(x, { training: true })).toThrow(
    /^The layer \S+ is fused for inference/,
  );
});

test('the gradient with respect to the input is that of the model', async () => {
  const model = sequential();
  const fused = fuse(model);
  const [x] = randomInputs(model);
  const gradient = (each: tf.LayersModel) => tf.grad((x) => each.apply(x) as tf.Tensor)(x);
  const difference = tf.max(tf.abs(tf.sub(gradient(fused), gradient(model))));
  expect((await difference.data())[0]).toBeLessThan(1e-5);
});

class WithoutConfig extends tf.layers.Layer {
  static className = 'WithoutConfig';

  constructor(private readonly own: { factor: number }) {
    super({});
    if (typeof own.factor !== 'number') throw new Error('no factor');
  }

  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([x].flat()[0], this.own.factor);
  }
}

class Unusual extends tf.Sequential {
  override call(...args: Parameters<tf.Sequential['call']>) {
    return super.call(...args);
  }
}

test('a value that is not a model that can be fused is refused with an error, and no tensor is left behind', () => {
  const before = tf.memory().numTensors;
  for (const wrong of [
    undefined,
    null,
    {},
    'model',
    tf.layers.dense({ units: 1 }),
    { predict() {} },
  ]) {
    expect(() => fuse(wrong as unknown as tf.LayersModel)).toThrow(
      /^fuse expects a tf.LayersModel, .* Received: /,
    );
    expect(() => fuse.report(wrong as unknown as tf.LayersModel)).toThrow(
      /^fuse expects a tf.LayersModel/,
    );
  }
  expect(() => fuse(tf.sequential({ name: 'empty' }))).toThrow('The model empty has no layers yet');
  const disposed = sequential();
  disposed.dispose();
  expect(() => fuse(disposed)).toThrow(/^The model sequential_\d+ is disposed/);
  expect(() => fuse(new Unusual())).toThrow(/The class of the model .* overrides call\(\)/);
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 2, inputShape: [2] }),
      layers.mish(),
      tf.layers.dense({ units: 2 }),
      new WithoutConfig({ factor: 2 }),
    ],
  });
  expect(() => fuse(model)).toThrow(
    /^The layer \S+ \(WithoutConfig\) cannot be copied from its config: no factor\. Expected: /,
  );
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a layer whose config is incomplete is refused, and no tensor is left behind', () => {
  type Scale = number | ((x: tf.Tensor) => tf.Tensor);
  class Scaled extends tf.layers.Layer {
    static readonly className: string = 'Scaled';
    private readonly scale: Scale;
    constructor({ scale = 2 }: { scale?: Scale } = {}) {
      super({ name: 'scaled' });
      this.scale = scale;
    }
    override call(inputs: tf.Tensor[]): tf.Tensor {
      const [x] = inputs;
      return typeof this.scale === 'number' ? tf.mul(x, this.scale) : this.scale(x);
    }
  }
  const withLayer = (layer: tf.layers.Layer) =>
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] }), layer] });
  const models = [3, (x: tf.Tensor) => tf.neg(x), 2].map((scale) =>
    withLayer(new Scaled({ scale })),
  );
  const before = tf.memory().numTensors;
  expect(() => fuse(models[0])).toThrow(
    /The layer scaled \(Scaled\) cannot be copied from its config: scale is 3, but 2 in the copy.*getConfig/,
  );
  expect(() => fuse(models[1])).toThrow(/scale is \(x\) =>/);
  expect(tf.memory().numTensors).toBe(before);
  fuse(models[2]).dispose();
});

test('a model whose layer sets a field in call() can be fused before it is called, and after it is loaded', async () => {
  class Counting extends tf.layers.Layer {
    static readonly className: string = 'Counting';
    count = 0;
    override call(inputs: tf.Tensor[]): tf.Tensor {
      this.count++;
      return tf.neg(inputs[0]);
    }
  }
  tf.serialization.registerClass(Counting);
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2] }), new Counting({})],
  });
  fuse(model).dispose();
  model.predict(tf.ones([1, 2]));
  expect(() => fuse(model)).toThrow(
    /count is 1, but 0 in the copy.*\. If call\(\) sets count, fuse the model before its first call, or save it/,
  );
  fuse(await load(await saved(model))).dispose();
});
