import * as tf from '@tensorflow/tfjs';
import { defineActivation, Formula, layers, register } from '../../src/index.js';
import { load, saved } from '../support/models.js';
import { boundOfBackend, expectNoLeak, expectValues, random } from '../support/values.js';

const apply = (layer: tf.layers.Layer, x: tf.Tensor) => layer.apply(x) as tf.Tensor;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test('computes its formula with numbers', async () => {
  const layer = layers.formula({ formula: 'x * sigmoid(beta * x) + shift', beta: 1.5, shift: -1 });
  const x = random(20);
  const expected = x.map((value) => value * sigmoid(1.5 * value) - 1);
  await expectValues(apply(layer, tf.tensor1d(x)), expected, { ulp: 8, absolute: 4e-7 });
  expect(layer.weights).toEqual([]);
});

test('computes its formula with learned parameters, one for each element of a sample or shared', async () => {
  const layer = layers.formula({
    formula: 'a * x + b',
    a: { initializer: tf.initializers.constant({ value: 2 }) },
    b: { initializer: 'ones', sharedAxes: [1, 2] },
  });
  await expectValues(apply(layer, tf.ones([5, 3, 4])), Array(60).fill(3));
  expect(layer.getWeights().map(({ shape }) => shape)).toEqual([
    [3, 4],
    [1, 1],
  ]);
  expect(layer.weights.map(({ originalName }) => originalName.split('/').at(-1))).toEqual([
    'a',
    'b',
  ]);
});

test('learns its parameters, except those that are not trainable', async () => {
  const layer = layers.formula({
    formula: 'a * x + b * (1 - x)',
    inputShape: [1],
    a: { initializer: 'zeros' },
    b: { initializer: 'ones', trainable: false },
  });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
  const x = tf.tensor2d([[1], [1]]);
  await model.fit(x, tf.tensor2d([[3], [3]]), { epochs: 60, verbose: 0 });
  const [a, b] = layer.getWeights();
  await expectValues(a, [3], { ulp: 0, absolute: 1e-3 });
  await expectValues(b, [1]);
});

test('applies a constraint after each step', async () => {
  const layer = layers.formula({
    formula: 'a * x',
    inputShape: [1],
    a: { initializer: 'ones', constraint: 'nonNeg' },
  });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(1), loss: 'meanSquaredError' });
  await model.fit(tf.ones([1, 1]), tf.fill([1, 1], -5), { epochs: 2, verbose: 0 });
  await expectValues(layer.getWeights()[0], [0]);
});

test('may call the activations of the catalogue', async () => {
  const layer = layers.formula({ formula: 'x * mish(2 * x)' });
  const x = [-1.5, -0.25, 0.5, 3];
  const mish = (x: number) => x * Math.tanh(Math.log1p(Math.exp(x)));
  const expected = x.map((value) => value * mish(2 * value));
  await expectValues(apply(layer, tf.tensor1d(x)), expected, { ulp: 8, absolute: 2e-7 });
});

test('is saved and loaded in a model without registering a class, for any spelling of its parameters', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 2, inputShape: [3] }),
      layers.formula({
        formula: 'x <= maxA ? Beta * x : log1p(x - maxA) + snake_case',
        maxA: 0.5,
        Beta: { initializer: tf.initializers.constant({ value: 0.7 }), regularizer: 'l1l2' },
        snake_case: { sharedAxes: [1], trainable: false },
      }),
    ],
  });
  const loaded = await load(await saved(model));
  const x = tf.tensor(random(12), [4, 3]);
  await expectValues(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  expect(loaded.layers[1]).toBeInstanceOf(Formula);
  expect(loaded.layers[1].getConfig()).toEqual(model.layers[1].getConfig());
  expect(loaded.layers[1].trainableWeights.length).toBe(1);
});

test('a config without a formula is an error', () => {
  const load = () => Formula.fromConfig(Formula as never, { parameters: [] });
  expect(load).toThrow('A formula must be a string. Received: undefined');
});

test('a layer of a derived class keeps that class', () => {
  class Shifted extends Formula {
    static override className = 'Shifted';
  }
  const layer = new Shifted({ formula: 'x + a', a: 2 });
  const copy = Shifted.fromConfig(Shifted as never, layer.getConfig());
  expect(copy).toBeInstanceOf(Shifted);
  expect(copy.getConfig()).toEqual(layer.getConfig());
});

test('no tensor is leaked', () => {
  const layer = layers.formula({ formula: 'a * x', a: {} });
  const x = tf.ones([2, 3]);
  apply(layer, x).dispose();
  expectNoLeak(() => apply(layer, x));
  const before = tf.memory().numTensors;
  layer.dispose();
  expect(tf.memory().numTensors).toBe(before - 1);
});

test('a factor that is the constant 0 removes its term, also for NaN; a computed factor does not', async () => {
  const x = tf.tensor1d([Number.NaN, Infinity, -Infinity, 2]);
  const one = defineActivation({ name: 'testOne', formula: 'a * x + 1', parameters: { a: 0 } });
  const ones = [1, 1, 1, 1];
  await expectValues(apply(layers.formula({ formula: '0 * x + 1' }), x), ones);
  await expectValues(apply(layers.formula({ formula: 'a * x + 1', a: 0 }), x), ones);
  await expectValues(apply(layers.formula({ formula: 'testOne(x)' }), x), ones);
  await expectValues(one(x), ones);
  await expectValues(one(x, { a: 0 }), ones);
  await expectValues(one(tf.tensor1d([Number.NaN, 2]), { a: tf.scalar(0) }), [Number.NaN, 1]);
  const learned = apply(layers.formula({ formula: 'a * x + 1', a: { initializer: 'zeros' } }), x);
  await expectValues(learned, [Number.NaN, Number.NaN, Number.NaN, 1]);
});

test.each(['3', 'x * 0', 'a', 'x < 0 ? a : a'])(
  'a formula that does not depend on x has gradient 0: %s',
  async (formula) => {
    const a = /a/.test(formula) ? { a: 3 } : {};
    const layer = layers.formula({ formula, ...a });
    const x = tf.tensor2d([[-1, 0, Number.NaN]]);
    const value = formula === 'x * 0' ? 0 : 3;
    await expectValues(apply(layer, x), [value, value, value]);
    await expectValues(tf.grad((x) => apply(layer, x))(x), [0, 0, 0]);
    const inBatch = layers.formula({ formula, ...a, inputShape: [3] });
    const model = tf.sequential({ layers: [inBatch, tf.layers.dense({ units: 1 })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.fit(tf.zeros([2, 3]), tf.zeros([2, 1]), { epochs: 1, verbose: 0 });
  },
);

describe('errors', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ formula: 'x * sigmod(x)' }, "Unknown function 'sigmod'"],
    [
      { formula: 'b * x + alhpa', alpha: 1, b: 2, name: 'alhpb' },
      'uses an undefined name. Did you mean alpha? Expected one of: x, b, alpha. Received: alhpa',
    ],
    [{ formula: 'x * mish' }, "an undefined name. 'mish' is a function. Expected: mish(…)."],
    [{ formula: 'PI * x' }, 'Did you mean pi? Expected one of: x. Received: PI'],
    [{ formula: 'Infinity * x' }, 'A formula can contain only finite numbers.'],
    [
      { formula: 'b1 * x + b2', b2: 1 },
      "The parameter b1 of 'b1 * x + b2' must be a finite number",
    ],
    [{ formula: 'x * (' }, '      ^'],
    [{ formula: 3 }, 'A formula must be a string. Received: 3'],
    [{ formula: 'a * x' }, "The parameter a of 'a * x' must be a finite number, or an object"],
    [{ formula: 'a * x', a: Infinity }, 'Received: a=Infinity'],
    [{ formula: 'a * x', a: { init: 'ones' } }, 'Received: init="ones"'],
    [{ formula: 'a * x', a: { sharedAxes: 0 } }, 'cannot include axis 0, the batch'],
    [{ formula: 'a * x', a: { initializer: 'nope' } }, 'nope'],
    [{ formula: 'x', b: 1 }, 'Unrecognized argument of a Formula layer'],
    [
      { formula: 'name * x', name: 1 },
      'A parameter cannot have the name of an argument of every layer',
    ],
    [
      { formula: 'dy1 * x', dy1: 1 },
      'A parameter cannot be named x, y1, dy1, dy2, …. Received: dy1',
    ],
  ])('%j', (args, message) => {
    expect(() => new Formula(args as never)).toThrow(message);
  });

  test('a learned parameter needs the lengths of its axes', () => {
    const layer = layers.formula({ formula: 'a * x', a: {} });
    const input = tf.input({ shape: [null, 3] });
    expect(() => layer.apply(input)).toThrow('needs a length for each axis that is not shared');
  });
});

describe('defineActivation', () => {
  test('creates an op, a name and a function of formulas', async () => {
    const op = defineActivation({
      name: 'testBent',
      formula: '(sqrt(x * x + a) - 1) / 2 + x',
      parameters: { a: 1 },
    });
    const x = [-2, 0.5, 3];
    const bent = (x: number, a = 1) => (Math.sqrt(x * x + a) - 1) / 2 + x;
    await expectValues(
      op(x),
      x.map((value) => bent(value)),
      boundOfBackend(),
    );
    await expectValues(
      op(x, { a: 4 }),
      x.map((value) => bent(value, 4)),
      boundOfBackend(),
    );
    const model = tf.sequential({
      layers: [
        tf.layers.activation({ activation: 'testBent' as 'relu', inputShape: [3] }),
        layers.formula({ formula: 'testBent(x) + 1' }),
      ],
    });
    const y = model.predict(tf.tensor2d([x])) as tf.Tensor;
    const expected = x.map((value) => bent(bent(value)) + 1);
    await expectValues(y, expected, { ulp: 8, absolute: 2e-7 });
    const loaded = await load(await saved(model));
    await expectValues(loaded.predict(tf.tensor2d([x])) as tf.Tensor, y);
  });

  test('is saved with its meaning in a model that uses it in a formula or by name', async () => {
    const parameters = { a: 2 };
    defineActivation({
      name: 'testInner',
      formula: 'a * x - Shift',
      parameters: { ...parameters, Shift: 1 },
    });
    defineActivation({ name: 'testOuter', formula: 'testInner(testInner(x)) * a', parameters });
    const outer = (x: number) => (2 * (2 * x - 1) - 1) * 2;
    const model = tf.sequential({
      layers: [
        layers.formula({ formula: 'testOuter(x) + testInner(b)', b: 4, inputShape: [3] }),
        tf.layers.activation({ activation: 'testOuter' as 'relu' }),
      ],
    });
    const x = [-2, 0.5, 3];
    const expected = x.map((value) => outer(outer(value) + 7));
    await expectValues(model.predict(tf.tensor2d([x])) as tf.Tensor, expected);
    // As in a process that does not define them.
    const artifacts = await saved(model);
    const topology = JSON.stringify(artifacts.modelTopology).replaceAll('testInner', 'a_Lost');
    const undefinedHere = topology.replaceAll('testOuter', 'Lost2');
    expect(undefinedHere).not.toMatch(/test_?(inner|outer)/i);
    const loaded = await load({ ...artifacts, modelTopology: JSON.parse(undefinedHere) });
    await expectValues(loaded.predict(tf.tensor2d([x])) as tf.Tensor, expected);
    const again = await load(await saved(loaded));
    await expectValues(again.predict(tf.tensor2d([x])) as tf.Tensor, expected);
  });

  test('may call activations that call others, so that its full text would exceed the limit for formulas', async () => {
    const formula = 'a * mish(mish(mish(mish(x))))';
    const deep = defineActivation({ name: 'testDeep', formula, parameters: { a: 2 } });
    const mish = (x: number) => x * Math.tanh(Math.log1p(Math.exp(x)));
    const x = [-3, -0.5, 0.25, 2];
    const values = x.map((value) => 2 * mish(mish(mish(mish(value)))));
    await expectValues(deep(x), values, { ulp: 32, absolute: 4e-7 });
    const slopes = x.map((value) => {
      const at = (by: number) => mish(mish(mish(mish(value + by))));
      return (2 * (at(1e-5) - at(-1e-5))) / 2e-5;
    });
    const gradient = tf.grad((x) => deep(x))(tf.tensor1d(x));
    await expectValues(gradient, slopes, { ulp: 32, absolute: 2e-6 });
  });

  test('accepts the same definition again, also if it is spelled differently, and refuses another one', () => {
    const one = { name: 'testTwice', formula: '2 * x' };
    defineActivation(one);
    register();
    defineActivation({ ...one, formula: '2*x' });
    expect(() => defineActivation({ ...one, formula: '3 * x' })).toThrow('must be new');
    for (const name of ['mish', 'swish', 'softmax', 'linear', 'tanh', 'abs', 'pi', 'x']) {
      expect(() => defineActivation({ name, formula: 'x' })).toThrow('must be new');
    }
    expect(() => defineActivation({ name: 'Not camel', formula: 'x' })).toThrow('in camel case');
    // tfjs converts these names in a saved model to other names, or to none.
    for (const [name, loaded] of [
      ['hardSIGMOID', 'hardSigmoid'],
      ['leakyReLU', 'leakyReLu'],
      ['myGELU', 'myGelu'],
      ['xYZ', 'xYz'],
      ['x2Y', 'x2y'],
    ]) {
      const define = () => defineActivation({ name, formula: '17 * x' });
      expect(define).toThrow(`Expected a name such as "${loaded}". Received: name="${name}"`);
    }
    for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
      expect(() => defineActivation({ name, formula: 'x' })).toThrow('every JavaScript object');
    }
    expect(defineActivation({ name: 'testGeluTanh2', formula: 'x' })([1]).shape).toEqual([1]);
    expect(() => defineActivation({ name: 'testReads', formula: 'x + b' })).toThrow('Received: b');
    expect(() =>
      defineActivation({ name: 'testNeeds', formula: 'a * x', parameters: { a: {} } }),
    ).toThrow('needs a default');
    expect(() =>
      defineActivation({ name: 'testNaN', formula: 'a * x', parameters: { a: Number.NaN } }),
    ).toThrow('The a of the activation testNaN must be a finite number. Received: a=NaN');
  });
});
