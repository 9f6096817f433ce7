import * as tf from '@tensorflow/tfjs';
import { load, saved } from '../support/models.js';
import { relatives, sixLayers } from '../support/six_layers.js';
import { boundOfBackend, expectNoLeak, expectValues, random } from '../support/values.js';

const apply = (layer: tf.layers.Layer, x: tf.Tensor) => layer.apply(x) as tf.Tensor;

/** The class that tfjs finds under this name when it loads a model. */
function registered(name: string): tf.serialization.SerializableConstructor<tf.layers.Layer> {
  const [Class] = tf.serialization.SerializationMap.getMap().classNameMap[name];
  return Class as unknown as tf.serialization.SerializableConstructor<tf.layers.Layer>;
}

/** Each slice has two equal elements, so that the expected value of Softmax is also a function of one element. */
const input = (shape: number[], seed = 1): number[] => {
  const size = shape.reduce((a, b) => a * b, 1);
  return random(size, 5, seed).map((_, i, all) => all[i - (i % 2)]);
};

describe.each([...sixLayers, ...relatives])('$name', ({ name, make, meaning }) => {
  test.each([0, 1, 2, 3, 4, 5, 6])('accepts rank %d and returns the same shape', async (rank) => {
    if (rank === 0 && /softmax|softmin|sparsemax/i.test(name)) {
      expect(() => apply(make(), tf.scalar(1))).toThrow('an input of rank 0');
      return;
    }
    const shape = [2, 1, 3, 1, 2, 2].slice(6 - rank);
    const x = input(shape);
    const y = apply(make(), tf.tensor(x, shape));
    expect(y.shape).toEqual(shape);
    await expectValues(y, x.map(meaning), boundOfBackend());
  });

  test.each([[[0, 2]], [[2, 0]], [[3, 0, 2]]])('accepts an empty tensor of shape %j', (shape) => {
    const y = apply(make(), tf.zeros(shape));
    expect(y.shape).toEqual(shape);
    expect(y.dtype).toBe('float32');
  });

  test('converts integers and booleans to float32', async () => {
    const integers = apply(
      make(),
      tf.tensor2d(
        [
          [-3, -3],
          [4, 4],
        ],
        [2, 2],
        'int32',
      ),
    );
    expect(integers.dtype).toBe('float32');
    await expectValues(integers, [-3, -3, 4, 4].map(meaning), boundOfBackend());
    const booleans = apply(
      make(),
      tf.tensor2d(
        [
          [true, true],
          [false, false],
        ],
        [2, 2],
        'bool',
      ),
    );
    await expectValues(booleans, [1, 1, 0, 0].map(meaning), boundOfBackend());
  });

  test('can be the first layer of a model, with an inputShape', async () => {
    const model = tf.sequential({ layers: [make({ inputShape: [3, 2] })] });
    expect(model.outputs[0].shape).toEqual([null, 3, 2]);
    const x = input([4, 3, 2]);
    const y = model.predict(tf.tensor(x, [4, 3, 2])) as tf.Tensor;
    await expectValues(y, x.map(meaning), boundOfBackend());
  });

  test('can be the first layer with a batchInputShape, and can be used in a functional model', async () => {
    const first = tf.sequential({ layers: [make({ batchInputShape: [1, 2] })] });
    expect(first.outputs[0].shape).toEqual([1, 2]);
    const symbolic = tf.input({ shape: [2] });
    const output = make().apply(symbolic) as tf.SymbolicTensor;
    expect(output.shape).toEqual([null, 2]);
    const model = tf.model({ inputs: symbolic, outputs: output });
    await expectValues(model.predict(tf.tensor2d([[2, 2]])) as tf.Tensor, [2, 2].map(meaning));
  });

  test('accepts an int32 input layer', async () => {
    const symbolic = tf.input({ shape: [2], dtype: 'int32' });
    const model = tf.model({
      inputs: symbolic,
      outputs: make().apply(symbolic) as tf.SymbolicTensor,
    });
    const y = model.predict(tf.tensor2d([[-2, -2]], [1, 2], 'int32')) as tf.Tensor;
    await expectValues(y, [-2, -2].map(meaning), boundOfBackend());
  });

  test('is recreated from its config', () => {
    const layer = make({ inputShape: [2] });
    const config = JSON.parse(JSON.stringify(layer.getConfig()));
    const again = tf.layers.Layer.fromConfig(registered(name), config);
    expect(again.getConfig()).toEqual(layer.getConfig());
    expect(again.getClassName()).toBe(name);
  });

  test('keeps its class, its config and its predictions in a model that is saved and loaded', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [3] }), make()],
    });
    const loaded = await load(await saved(model));
    expect(loaded.layers[1].constructor).toBe(model.layers[1].constructor);
    expect(loaded.layers[1].getConfig()).toEqual(model.layers[1].getConfig());
    const x = tf.tensor(random(15), [5, 3]);
    await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  });

  test('has a gradient within 1e-3 of a central difference', async () => {
    const x = [-2.5, -1.25, -0.5, 0.125, 0.375, 1.5, 2.75, 3.5];
    const dy = tf.tensor2d([random(8, 1, 3)]);
    const layer = make();
    const f = (x: tf.Tensor) => apply(layer, x);
    const dx = tf.grad(f)(tf.tensor2d([x]), dy);
    const step = 2 ** -8;
    const at = async (i: number, by: number) => {
      const moved = x.map((value, j) => (i === j ? value + by : value));
      return (await tf.sum(tf.mul(f(tf.tensor2d([moved])), dy)).data())[0];
    };
    const expected: number[] = [];
    for (const i of x.keys()) {
      expected.push(((await at(i, step)) - (await at(i, -step))) / (2 * step));
    }
    await expectValues(dx, expected, { ulp: 0, absolute: 1e-3 });
  });

  test('passes a mask on', () => {
    const layer = make();
    const mask = tf.tensor2d([[true, false]], [1, 2], 'bool');
    expect(layer.supportsMasking).toBe(true);
    expect(layer.computeMask(tf.zeros([1, 2]), mask)).toBe(mask);
  });

  test('passes the steps masked by a masking layer to a recurrent layer', async () => {
    // This fails there without a layer of this package too: the shader with which tfjs transposes the mask does not
    // compile on webgpu, and the previous content of the memory is taken as its result.
    if (tf.getBackend() === 'webgpu') return;
    // tfjs multiplies by the mask, and 0 times -Infinity, the logarithm of 0, is NaN.
    if (name === 'LogSoftmax') return;
    const recurrent = tf.layers.simpleRNN({ units: 2, recurrentInitializer: 'ones' });
    const masked = tf.sequential({
      layers: [tf.layers.masking({ maskValue: 9, inputShape: [3, 2] }), make(), recurrent],
    });
    const x = [
      [
        [1, 1],
        [2, 2],
        [9, 9],
      ],
    ];
    const shorter = tf.sequential({ layers: [make({ inputShape: [2, 2] }), recurrent] });
    const expected = shorter.predict(
      tf.tensor3d([
        [
          [1, 1],
          [2, 2],
        ],
      ]),
    ) as tf.Tensor;
    await expectValues(masked.predict(tf.tensor3d(x)) as tf.Tensor, expected);
  });

  test('leaks no tensor in apply, predict, training and dispose', async () => {
    const x = tf.tensor(random(12), [6, 2]);
    const eager = make();
    apply(eager, x).dispose(); // Builds the layer.
    expectNoLeak(() => apply(eager, x));
    const before = tf.memory().numTensors;
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [2] }), make()],
    });
    const optimizer = tf.train.sgd(0.1);
    model.compile({ loss: 'meanSquaredError', optimizer });
    await model.fit(x, x, { epochs: 1, verbose: 0 });
    const trained = tf.memory().numTensors;
    await model.fit(x, x, { epochs: 3, verbose: 0 });
    expectNoLeak(() => model.predict(x));
    expect(tf.memory().numTensors).toBe(trained);
    model.dispose();
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses two inputs, strings and a disposed tensor', () => {
    const x = tf.tensor1d([1, 1]);
    expect(() => make().apply([x, x])).toThrow();
    expect(() => apply(make(), tf.tensor1d(['a']))).toThrow('Received: x of dtype string');
    const gone = tf.tensor1d([1, 1]);
    gone.dispose();
    expect(() => apply(make(), gone)).toThrow('disposed');
  });

  test('refuses an unknown argument and lists the known ones', () => {
    const Class = make().constructor as new (args: object) => tf.layers.Layer;
    expect(() => new Class({ slop: 1 })).toThrow(
      new RegExp(
        `^Unrecognized argument of an? ${name} layer\\. Expected one of: .*Received: slop=1$`,
      ),
    );
    expect(() => new Class({ constructor: 1 })).toThrow('Received: constructor=1');
    expect(() => new Class([] as object)).toThrow('must be an object. Received: []');
  });

  test('accepts the arguments of every layer, in camel case and in snake case', () => {
    const Class = make().constructor as new (args: object) => tf.layers.Layer;
    const layer = new Class({ name: 'mine', trainable: false, input_shape: [3], dtype: 'float32' });
    expect(layer.getConfig()).toMatchObject({ name: 'mine', trainable: false });
    expect(layer.batchInputShape).toEqual([null, 3]);
  });
});
