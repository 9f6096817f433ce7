import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import type { Activation } from '../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { layers } from '../../src/index.js';
import { act } from '../../src/layers/act.js';
import reference from '../fixtures/jax/activations.json' with { type: 'json' };
import {
  type Bound,
  boundOfBackend,
  expectNoLeak,
  expectValues,
  PROMISED,
} from '../support/values.js';

type Name = keyof typeof elementwiseActivations;
const names = Object.keys(elementwiseActivations) as Name[];

/** Parameters without a default. */
const given: Partial<Record<Name, object>> = {
  prelu: { alpha: 0 },
  pelu: { alpha: 0.5, beta: 2 },
  srelu: { tLeft: -1, aLeft: 0.25, tRight: 2, aRight: 0.5 },
  threshold: { threshold: 0, value: 0 },
};

const op =
  (name: Name, parameters = given[name]) =>
  (x: tf.Tensor | number[]) =>
    (ops[name] as (x: tf.Tensor | number[], parameters?: object) => tf.Tensor)(x, parameters);
const slopeOf = (name: Name, parameters?: object) => tf.grad((x) => op(name, parameters)(x));
const curvatureOf = (name: Name, parameters?: object) =>
  tf.grad((x) => slopeOf(name, parameters)(x));

/**
 * TensorFlow's tanh is less accurate near 1, and the slope of snake has `1 + 2 * sin(x) * cos(x)`, which nearly
 * cancels.
 */
const slopeBound = (name: Name): Bound => {
  if (tf.getBackend() === 'tensorflow') return { ulp: 16, absolute: 4e-7 };
  return name.startsWith('snake') ? { ulp: 4, absolute: 2e-7 } : PROMISED;
};
/** The curvature of laplace reaches 3.4; that of the others is about 1. */
const curvatureBound = (name: Name): Bound => ({
  ulp: 4,
  absolute: tf.getBackend() === 'tensorflow' || name === 'laplace' ? 8e-7 : 4e-7,
});

test('every activation has reference values', () => {
  expect(Object.keys(reference.activations).sort()).toEqual([...names].sort());
});

describe('at ordinary inputs the result equals that of JAX in float64:', () => {
  const x = () => tf.tensor1d(reference.x);

  test.each(names)('%s, within 4 ulp or 1e-7', async (name) => {
    await expectValues(op(name)(x()), reference.activations[name].value, boundOfBackend());
  });

  test.each(names)(
    'the slope of %s, within 4 ulp or 1e-7 (snake 2e-7, tensorflow 4e-7)',
    async (name) => {
      await expectValues(slopeOf(name)(x()), reference.activations[name].slope, slopeBound(name));
    },
  );

  test.each(names)(
    'the curvature of %s, within 4 ulp or 4e-7 (laplace and tensorflow 8e-7)',
    async (name) => {
      await expectValues(
        curvatureOf(name)(x()),
        reference.activations[name].curvature,
        curvatureBound(name),
      );
    },
  );
});

describe('with other parameters the result equals that of JAX in float64, within the bounds above:', () => {
  test.each(reference.withParameters.map((each) => [each.name, each.parameters, each] as const))(
    '%s, %j',
    async (name, parameters, { value, slope, curvature }) => {
      const x = tf.tensor1d(reference.x);
      await expectValues(op(name as Name, parameters)(x), value, boundOfBackend());
      await expectValues(slopeOf(name as Name, parameters)(x), slope, slopeBound(name as Name));
      await expectValues(
        curvatureOf(name as Name, parameters)(x),
        curvature,
        curvatureBound(name as Name),
      );
    },
  );
});

/** The limits at -Infinity and Infinity: of the value, the slope and the curvature. */
const limits: Readonly<Record<Name, readonly [number, number][]>> = (() => {
  const rising: [number, number][] = [
    [0, Infinity],
    [0, 1],
    [0, 0],
  ];
  const odd: [number, number][] = [
    [-Infinity, Infinity],
    [1, 1],
    [0, 0],
  ];
  const between = (low: number, high: number): [number, number][] => [
    [low, high],
    [0, 0],
    [0, 0],
  ];
  const scale = 1.0507009873554805;
  return {
    relu: rising,
    relu6: between(0, 6),
    relu2: [
      [0, Infinity],
      [0, Infinity],
      [0, 2],
    ],
    starRelu: [
      [-0.4472, Infinity],
      [0, Infinity],
      [0, 2 * 0.8944],
    ],
    leakyRelu: [
      [-Infinity, Infinity],
      [0.2, 1],
      [0, 0],
    ],
    prelu: rising,
    srelu: [
      [-Infinity, Infinity],
      [0.25, 0.5],
      [0, 0],
    ],
    thresholdedRelu: rising,
    threshold: rising,
    hardShrink: odd,
    softShrink: odd,
    hardTanh: between(-1, 1),
    hardSigmoid: between(0, 1),
    hardSigmoid6: between(0, 1),
    sparseSigmoid: between(0, 1),
    sparsePlus: rising,
    elu: [
      [-1, Infinity],
      [0, 1],
      [0, 0],
    ],
    selu: [
      [-1.7580993408473766, Infinity],
      [0, scale],
      [0, 0],
    ],
    celu: [
      [-1, Infinity],
      [0, 1],
      [0, 0],
    ],
    exponential: [
      [0, Infinity],
      [0, Infinity],
      [0, Infinity],
    ],
    softplus: rising,
    sqrtSoftplus: [
      [0, Infinity],
      [0, 0],
      [0, 0],
    ],
    squareplus: rising,
    sigmoid: between(0, 1),
    logSigmoid: [
      [-Infinity, 0],
      [1, 0],
      [0, 0],
    ],
    tanh: between(-1, 1),
    tanhShrink: odd,
    softcap: between(-30, 30),
    laplace: between(0, 1),
    softsign: between(-1, 1),
    silu: rising,
    parametricSwish: rising,
    parametricSoftplus: rising,
    hardSilu: rising,
    gelu: rising,
    geluNew: rising,
    quickGelu: rising,
    gelu10: between(0, 10),
    mish: rising,
    hardMish: rising,
    telu: rising,
    golu: rising,
    phish: rising,
    xielu: [
      [Infinity, Infinity],
      [-0.3, Infinity],
      [0, 1.6],
    ],
    pelu: [
      [-0.5, Infinity],
      [0, 0.25],
      [0, 0],
    ],
    isrlu: [
      [-1, Infinity],
      [0, 1],
      [0, 0],
    ],
    sineRelu: rising,
    snake: odd,
    sine: between(0, 0),
    snakeBeta: odd,
    lisht: [
      [Infinity, Infinity],
      [-1, 1],
      [0, 0],
    ],
  };
})();

describe('at -Infinity and Infinity the value, the slope and the curvature equal their limits:', () => {
  test.each(names)('%s', async (name) => {
    const x = () => tf.tensor1d([-Infinity, Infinity]);
    const [value, slope, curvature] = limits[name];
    await expectValues(op(name)(x()), value);
    await expectValues(slopeOf(name)(x()), slope);
    await expectValues(curvatureOf(name)(x()), curvature);
  });
});

describe('at extreme inputs the value equals that of JAX within 4 ulp or 1e-7, and the derivatives are finite:', () => {
  test.each(names)('%s', async (name) => {
    const x = tf.tensor1d(reference.extremes);
    await expectValues(op(name)(x), reference.activations[name].atExtremes, boundOfBackend());
    if (name === 'exponential') return;
    for (const derivative of [slopeOf(name)(x), curvatureOf(name)(x)]) {
      expect([...(await derivative.data())].every(Number.isFinite)).toBe(true);
    }
  });
});

test.each(names)('%s returns NaN for NaN', async (name) => {
  const y = await op(name)([1, Number.NaN, -1]).data();
  expect([...y].map(Number.isNaN)).toEqual([false, true, false]);
});

test('no tensor is leaked', () => {
  const x = tf.tensor1d([1, -1]);
  for (const name of names) {
    expectNoLeak(() => op(name)(x));
    expectNoLeak(() => op(name)([1, -1]));
    expectNoLeak(() => slopeOf(name)(x));
  }
});

test('a tensor in place of the parameters is refused', () => {
  const alpha = tf.scalar(1) as object;
  expect(() => ops.leakyRelu(tf.scalar(1), alpha)).toThrow(
    'The parameters of leakyRelu must be an object. Received: an instance of Tensor',
  );
});

describe('parameters', () => {
  test('are numbers, under any of their names', async () => {
    const x = [-1, 2];
    await expectValues(ops.leakyRelu(x), [-0.2, 2]);
    await expectValues(ops.leakyRelu(x, { alpha: 0.5 }), [-0.5, 2]);
    await expectValues(ops.leakyRelu(x, { negative_slope: 0.5 } as object), [-0.5, 2]);
    await expectValues(ops.relu([-1, 2, 9], { maxValue: 6, negativeSlope: 0.5 }), [-0.5, 2, 6]);
    await expectValues(ops.threshold([-1, 2], { threshold: 0, value: 7 }), [7, 2]);
  });

  test('may be tensors, and have gradients then', async () => {
    const x = tf.tensor2d([[-1, -2]]);
    const apply = (alpha: tf.Tensor) => ops.leakyRelu(x, { alpha });
    await expectValues(apply(tf.tensor1d([0.5, 0.25])), [-0.5, -0.5]);
    await expectValues(tf.grad(apply)(tf.tensor1d([0.5, 0.25])), [-1, -2]);
  });

  test.each<[object, string]>([
    [
      { slope: 1 },
      'Unrecognized parameter of leakyRelu. Expected one of: alpha, negativeSlope. Received: slope=1',
    ],
    [{ alpha: -1 }, 'The alpha of leakyRelu cannot be a negative value. Received: alpha=-1'],
    [[1], 'The parameters of leakyRelu must be an object. Received: [1]'],
    [{ alpha: '1' }, 'The alpha of leakyRelu must be a finite number. Received: alpha="1"'],
    [{ alpha: Number.NaN }, 'Received: alpha=NaN'],
    [
      { alpha: 1, negativeSlope: 2 },
      'Two names of one parameter of leakyRelu have different values.',
    ],
  ])('throw if they are invalid: %j', (parameters, message) => {
    expect(() => ops.leakyRelu([1], parameters)).toThrow(message);
  });

  test('must be given if they have no default', () => {
    // @ts-expect-error The parameter is missing.
    expect(() => ops.prelu([1])).toThrow('The alpha of prelu must be given. Received: {}');
    // @ts-expect-error One of two parameters is missing.
    expect(() => ops.threshold([1], { threshold: 1 })).toThrow(
      'The value of threshold must be given',
    );
    expect(() => act('prelu' as 'relu')).toThrow('The alpha of prelu must be given. Received: {}');
  });

  test('are refused if the lower bound is above the upper one', () => {
    expect(() => ops.hardTanh([1], { min_val: 2 } as object)).toThrow(
      'The minValue of hardTanh cannot be above its maxValue. Received: minValue=2, maxValue=1',
    );
    expect(() => layers.hardTanh({ maxValue: -1.5 })).toThrow('cannot be above its maxValue');
  });

  test('that are bounds may be equal, and may be tensors', async () => {
    await expectValues(ops.hardTanh([-1, 2], { minValue: 1 }), [1, 1]);
    const minValue = tf.tensor1d([2, -0.5]);
    await expectValues(ops.hardTanh([-1, -1], { minValue }), [2, -0.5]);
  });

  // A parameter that is only compared with `x` selects a branch, and a comparison with NaN is false.
  const COMPARED = /threshold|theta|^t(Left|Right)$/;
  const ofFactors = Object.entries<Activation>(elementwiseActivations).flatMap(
    ([name, { parameters }]) =>
      Object.keys(parameters).flatMap((key) => (COMPARED.test(key) ? [] : [[name, key] as const])),
  );

  test.each(ofFactors)('%s returns NaN if its %s is NaN', async (name, key) => {
    const { parameters } = elementwiseActivations[name as 'elu'] as Activation;
    const given = Object.entries(parameters).map(([other, { default: value = 0.5 }]) => [
      other,
      other === key ? tf.scalar(Number.NaN) : value,
    ]);
    const x = tf.linspace(-5, 5, 41);
    const y = await (ops[name as 'elu'] as (x: tf.Tensor, given: object) => tf.Tensor)(
      x,
      Object.fromEntries(given),
    ).data();
    expect([...y].some(Number.isNaN)).toBe(true);
  });

  test('a large beta of golu gives the value of the formula at every x', async () => {
    const expected = 40.5 * Math.exp(-1e18 * Math.exp(-40.5));
    await expectValues(ops.golu([40.5], { beta: 1e18 }), [expected], { ulp: 128, absolute: 0 });
  });

  test('no parameters make softplus overflow', async () => {
    const x = [-3e38, 3e38];
    await expectValues(ops.softplus(x, { beta: 100 }), [0, 3e38]);
    await expectValues(ops.softplus(x, { beta: tf.scalar(100) }), [0, 3e38]);
    await expectValues(ops.softplus(x, { beta: 100, threshold: 2000 }), [0, 3e38]);
    await expectValues(ops.softplus(x, { beta: 0.01, threshold: -1e6 }), [0, 3e38]);
  });

  test('that must be positive may not be 0', () => {
    expect(() => ops.celu([1], { alpha: 0 })).toThrow(
      'The alpha of celu must be greater than 0. Received: alpha=0',
    );
  });
});
