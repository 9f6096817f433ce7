import * as tf from '@tensorflow/tfjs';
import { defineActivation } from '../../src/activations/define_activation.js';
import { derivative } from '../../src/formula/derive.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { parse } from '../../src/formula/parse.js';
import { version } from '../../src/version.js';
import { elementwise } from '../support/elementwise.js';
import {
  type Bound,
  boundOfBackend,
  EXTREMES,
  expectNoLeak,
  expectValues,
  random,
} from '../support/values.js';

// The expected values are those of the formula in float64, which test/formula tests separately.

// With this flag, tfjs checks whether a kernel leaks data.
beforeAll(() => tf.env().set('IS_TEST', true));

type Scalars = Record<string, number>;

/** Formulas with all words and operators, with their parameters. */
const formulas: [string, Scalars][] = [
  ['x <= 0 ? alpha * x : x', { alpha: 0.3 }],
  ['x <= 0 ? 0 : x', {}],
  ['x <= 0 ? expm1(x) : x', {}],
  ['x <= 0 ? alpha * expm1(x) : x', { alpha: 0.5 }],
  ['x <= theta ? 0 : x', { theta: 1 }],
  ['x <= 0 ? 0 : min(x, maxValue)', { maxValue: 6 }],
  [
    'x <= threshold ? slope * (x - threshold) : min(x, top)',
    { threshold: 0.5, slope: 0.1, top: 3 },
  ],
  ['abs(x) - max(x, a) / b', { a: 0.25, b: 3 }],
  ['sign(x) * sqrt(abs(x))', {}],
  ['x < -2 ? -1 : x > 2 ? 1 : x / 2', {}],
  ['x >= 1 ? 1 : x', {}],
  ['sigmoid(x)', {}],
  ['tanh(x)', {}],
  ['softplus(x)', {}],
  ['sin(x)', {}],
  ['cos(x)', {}],
  ['erf(x)', {}],
  ['erfc(x)', {}],
  ['exp(-abs(x))', {}],
  ['log1p(abs(x))', {}],
  ['log(abs(x) + 1)', {}],
  ['-(x * sigmoid(a * x))', { a: 1.5 }],
  ['x * tanh(softplus(x))', {}],
  ['x / (1 + abs(x))', {}],
  ['0.5 * x * (1 + tanh(0.7978845608 * (x + 0.044715 * x ** 3)))', {}],
  ['(x ** 2 + b) ** 0.5 + x ** -1 - x ** 4 / 100', { b: 4 }],
];

/** The formula as a function of x in float64, with the parameters rounded to float32 as in the kernels. */
function meaning(formula: string, scalars: Scalars, order = 0): (x: number) => number {
  let expression = parse(formula);
  for (let i = 0; i < order; i++) expression = derivative(expression, 'x');
  const rounded = Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [name, Math.fround(value)]),
  );
  return (x) => evaluate(expression, { ...rounded, x });
}

const apply = (formula: string, scalars: Scalars) => (x: tf.Tensor) =>
  elementwise(formula, x, scalars);

describe('for random numbers of both signs, a formula is within the bound of its float64 value', () => {
  test.each(formulas)('%s', async (formula, scalars) => {
    const x = random(1003, 9);
    const y = elementwise(formula, tf.tensor1d(x), scalars);
    await expectValues(y, x.map(meaning(formula, scalars)), relaxed(formula));
  });
});

describe('for random numbers of both signs, its derivative is within the bound of the float64 value', () => {
  test.each(formulas)('%s', async (formula, scalars) => {
    const x = random(203, 9);
    const dx = tf.grad(apply(formula, scalars))(tf.tensor1d(x));
    await expectValues(dx, x.map(meaning(formula, scalars, 1)), relaxed(formula));
  });
});

describe('for random numbers of both signs, its second derivative is within 3e-5 of the float64 value', () => {
  test.each(formulas)('%s', async (formula, scalars) => {
    const x = random(203, 5);
    const second = tf.grad(tf.grad(apply(formula, scalars)))(tf.tensor1d(x));
    const bound = { ulp: 64, absolute: 3e-5 };
    await expectValues(second, x.map(meaning(formula, scalars, 2)), bound);
  });
});

/** Sums of large terms of both signs lose digits in float32 with any implementation. */
function relaxed(formula: string): Bound {
  const cancels = /\*\*|tanh|sigmoid\(a/.test(formula);
  return cancels ? { ulp: 64, absolute: 4e-6 } : boundOfBackend();
}

describe('at extreme inputs, a formula that rectifies or saturates equals its float64 value', () => {
  const robust = formulas.filter(
    ([formula]) => !/sin|cos|\*\*|abs\(x\)\)$|softplus\(x\)\)|sigmoid\(a|\/ \(1/.test(formula),
  );
  test.each(robust)('%s', async (formula, scalars) => {
    const y = elementwise(formula, tf.tensor1d(EXTREMES), scalars);
    await expectValues(y, EXTREMES.map(meaning(formula, scalars)), boundOfBackend());
  });
});

test.each(formulas)('NaN as input gives NaN as output: %s', async (formula, scalars) => {
  const y = elementwise(formula, tf.tensor1d([1, Number.NaN, 2, Number.NaN, -3]), scalars);
  expect([...(await y.data())].map(Number.isNaN)).toEqual([false, true, false, true, false]);
});

test('sine and cosine are within 1e-6 for |x| up to 1e5', async () => {
  const x = random(1000, 3e4).map((value) => Math.max(-1e5, Math.min(value, 1e5)));
  const input = tf.tensor1d(x);
  const rounded = x.map(Math.fround);
  const bound = { ulp: 0, absolute: 1e-6 };
  await expectValues(elementwise('sin(x)', input), rounded.map(Math.sin), bound);
  await expectValues(elementwise('cos(x)', input), rounded.map(Math.cos), bound);
});

describe('if a formula is not finite at 0, the value in the padding of a texture, a matrix product with its result is correct:', () => {
  test.each([[[3, 3]], [[3, 4]], [[4, 3]], [[1, 5]], [[2, 3, 3]], [[2, 2, 3, 5]]])(
    '%j',
    async (shape) => {
      const columns = shape[shape.length - 1];
      const size = shape.reduce((a, b) => a * b);
      const x = random(size).map((value) => value + 20);
      const b = tf.tensor1d(Array(columns).fill(2));
      const whole = elementwise('1 / x + log(x)', tf.tensor(x, shape));
      const inColumns = elementwise('x / b', tf.tensor(x, shape), { b });
      const ones = tf.ones([...shape.slice(0, -2), columns, 1]);
      const sumsOf = (of: (x: number) => number) =>
        Array.from({ length: size / columns }, (_, i) =>
          x.slice(i * columns, (i + 1) * columns).reduce((sum, value) => sum + of(value), 0),
        );
      const bound = { ulp: 16, absolute: 1e-5 };
      const expected = sumsOf((x) => 1 / x + Math.log(x));
      await expectValues(tf.matMul(whole, ones), expected, bound);
      await expectValues(
        tf.matMul(inColumns, ones),
        sumsOf((x) => x / 2),
        bound,
      );
    },
  );
});

test('for every length from 0 to 70, each element is computed', async () => {
  const alpha = 0.25;
  for (let length = 0; length <= 70; length++) {
    const x = random(length, 4, length + 1);
    const y = elementwise('x <= 0 ? alpha * x : x', tf.tensor1d(x), { alpha });
    await expectValues(
      y,
      x.map((value) => (value > 0 ? value : alpha * value)),
    );
  }
});

test('100,003 elements, more than a chunk of the cpu backend, are computed', async () => {
  const x = random(100003);
  const y = elementwise('x <= 0 ? 0 : x', tf.tensor1d(x));
  await expectValues(
    y,
    x.map((value) => Math.max(value, 0)),
  );
});

describe('a tensor larger than a row of a texture is computed correctly', () => {
  const [rows, columns] = [18000, 3];
  const values = random(rows * columns);
  const computed = () => tf.neg(tf.tensor(values, [rows, columns])); // Computed by the backend, so that it is stored as the backend does.
  const slopes = [0.25, 0.5, 0.75];
  const leaky = (x: number, i: number) => (x > 0 ? x : slopes[i % columns] * x);

  test.each([[[rows, columns]], [[6, rows / 6, columns]], [[2, 3, rows / 6, columns]]])(
    'reshaped to %p, with a parameter for each column',
    async (shape) => {
      const x = tf.reshape(computed(), shape);
      const expected = values.map((value, i) => leaky(-value, i));
      const alpha = tf.tensor1d(slopes);
      await expectValues(elementwise('x <= 0 ? a * x : x', x, { a: alpha }), expected);
      const whole = tf.add(tf.zeros(shape), alpha);
      await expectValues(elementwise('x <= 0 ? a * x : x', x, { a: whole }), expected);
    },
  );
});

describe('a tensor parameter is broadcast', () => {
  test.each([
    [[5], [5]],
    [[3, 4], [4]],
    [[3, 4], [1]],
    [[3, 4], []],
    [
      [3, 4],
      [3, 4],
    ],
    [
      [3, 4],
      [3, 1],
    ],
    [
      [2, 3, 4],
      [3, 4],
    ],
    [
      [2, 3, 4],
      [1, 4],
    ],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [
      [2, 3, 4],
      [2, 1, 4],
    ],
    [
      [2, 3, 4],
      [1, 1, 1],
    ],
    [
      [1, 3, 1],
      [3, 1],
    ],
    [
      [2, 1, 4],
      [1, 4],
    ],
    [
      [2, 30, 40, 3],
      [1, 1, 3],
    ],
    [
      [2, 30, 40, 3],
      [30, 1, 3],
    ],
    [
      [2, 50, 41],
      [50, 41],
    ],
    [
      [2, 3, 2, 3, 2, 3],
      [3, 2, 3, 2, 3],
    ],
    [
      [2, 3, 2, 3, 2, 3],
      [1, 1, 1, 1, 3],
    ],
  ])('x %j, parameter %j', async (shape, parameterShape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const parameterSize = parameterShape.reduce((a, b) => a * b, 1);
    const x = tf.tensor(random(size), shape);
    const a = tf.tensor(random(parameterSize, 4, 7), parameterShape);
    const dy = tf.tensor(random(size, 1, 9), shape);
    const formula = (x: tf.Tensor, a: tf.Tensor) => elementwise('a * x', x, { a });
    // The expected values use the multiplication and the broadcasting of tfjs.
    const stock = (x: tf.Tensor, a: tf.Tensor) => tf.mul(a, x);
    const y = formula(x, a);
    expect(y.shape).toEqual(shape);
    await expectValues(y, stock(x, a));
    const [dx, da] = tf.grads(formula)([x, a], dy);
    const [stockDx, stockDa] = tf.grads(stock)([x, a], dy);
    expect(da.shape).toEqual(parameterShape);
    await expectValues(dx, stockDx);
    await expectValues(da, stockDa, { ulp: 4, absolute: 1e-3 });
  });
});

test('a derivative that is 0 everywhere also has a derivative', async () => {
  const relu = (x: tf.Tensor) => elementwise('x <= 0 ? a * x : x', x, { a: 0.5 });
  const second = tf.grad(tf.grad(relu));
  const x = tf.tensor1d([-1, 0, 2]);
  for (const gradient of [second, tf.grad(second)]) {
    await expectValues(gradient(x), [0, 0, 0]);
  }
});

test('an empty tensor has empty gradients of every order', () => {
  const f = (x: tf.Tensor) => elementwise('tanh(a * x)', x, { a: 2 });
  const first = tf.grad(f);
  const second = tf.grad((x) => first(x));
  for (const gradient of [first, second]) expect(gradient(tf.zeros([0, 3])).shape).toEqual([0, 3]);
});

test('the result of an empty tensor is empty, and the gradient with respect to its parameter is 0', async () => {
  const x = tf.zeros([2, 0, 3]);
  const a = tf.ones([1, 3]);
  const formula = (x: tf.Tensor, a: tf.Tensor) => elementwise('a * x', x, { a });
  expect(formula(x, a).shape).toEqual([2, 0, 3]);
  const [dx, da] = tf.grads(formula)([x, a]);
  expect(dx.shape).toEqual([2, 0, 3]);
  await expectValues(da, [0, 0, 0]);
});

test('two tensor parameters may broadcast along different axes', async () => {
  const x = tf.tensor(random(60), [3, 4, 5]);
  const a = tf.tensor(random(5, 4, 2), [5]);
  const b = tf.tensor(random(4, 4, 3), [4, 1]);
  const y = elementwise('x <= 0 ? a * x : b * x', x, { a, b });
  const expected = tf.where(tf.lessEqual(x, 0), tf.mul(a, x), tf.mul(b, x));
  await expectValues(y, expected);
});

test('a formula of forty tensors, more than a shader may read, is computed, and so is its gradient', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `a${i}`);
  const parameters = Object.fromEntries(names.map((name, i) => [name, tf.tensor1d([i, -i])]));
  const sum = (x: tf.Tensor) => elementwise(`x * (${names.join(' + ')})`, x, parameters);
  const x = tf.tensor1d([2, 3]);
  await expectValues(sum(x), [2 * 780, 3 * -780]);
  await expectValues(tf.grad(sum)(x), [780, -780]);
});

test('the same formula accepts a parameter as a number and as a tensor', async () => {
  const x = tf.tensor1d([-2, 3]);
  const formula = 'x <= 0 ? slope * x : x';
  await expectValues(elementwise(formula, x, { slope: 0.5 }), [-1, 3]);
  await expectValues(elementwise(formula, x, { slope: tf.tensor1d([0.25, 9]) }), [-0.5, 3]);
  await expectValues(elementwise(formula, x, { slope: 0.125 }), [-0.25, 3]);
});

test('a formula that does not contain x has the shape of x', async () => {
  const x = tf.zeros([2, 3]);
  await expectValues(elementwise('2 * a', x, { a: 4 }), [8, 8, 8, 8, 8, 8]);
  await expectValues(elementwise('a', x, { a: tf.tensor1d([1, 2, 3]) }), [1, 2, 3, 1, 2, 3]);
  await expectValues(elementwise('7', x), [7, 7, 7, 7, 7, 7]);
  await expectValues(elementwise('x', tf.tensor1d([5, 6])), [5, 6]);
});

describe('gradients', () => {
  test('an infinite upstream gradient is not multiplied by the 0 of the other branch', async () => {
    const x = tf.tensor1d([-1, 2]);
    const dy = tf.tensor1d([Infinity, Infinity]);
    const dx = tf.grad((x) => elementwise('x <= 0 ? 0 : x', x))(x, dy);
    await expectValues(dx, [0, Infinity]);
  });

  test('at a kink the slope is that of the selected branch', async () => {
    const at = tf.tensor1d([0, 0]);
    const slope = async (formula: string, scalars: Scalars) =>
      (await tf.grad(apply(formula, scalars))(at).data())[1];
    expect(await slope('x <= 0 ? 0 : x', {})).toBe(0);
    expect(await slope('x < 0 ? 0 : x', {})).toBe(1);
    expect(await slope('x <= 0 ? alpha * x : x', { alpha: 0.25 })).toBe(0.25);
    expect(await slope('abs(x)', {})).toBe(0);
    expect(await slope('min(x, top)', { top: 0 })).toBe(1);
  });

  test('third derivatives are correct: that of x⁴ is 24 x, and that of tanh at 0 is -2', async () => {
    const third = (formula: string) =>
      tf.grad(tf.grad(tf.grad((x) => elementwise(formula, x))))(tf.tensor1d([0, 1, 2]));
    await expectValues(third('x ** 4'), [0, 24, 48], { ulp: 8, absolute: 1e-5 });
    const [atZero] = await third('tanh(x)').data();
    await expectValues([atZero], [-2], { ulp: 8, absolute: 1e-6 });
  });

  test('mixed second derivatives with respect to x and then a parameter are correct', async () => {
    // d/dx of a·x² is 2·a·x; d/da of its sum is the sum of 2·x.
    const x = tf.tensor1d([1, -2, 5]);
    const byX = (a: tf.Tensor) => tf.grad((x) => elementwise('a * x ** 2', x, { a }))(x);
    await expectValues(tf.grad((a) => tf.sum(byX(a)))(tf.tensor1d([0.5])), [8]);
  });

  test('a gradient penalty can be trained: its loss is itself a gradient', async () => {
    const w = tf.variable(tf.tensor1d([0.7]));
    const x = tf.tensor1d([-0.5]);
    const penalty = () => {
      const dx = tf.grad((x) => elementwise('x <= 0 ? expm1(x) : x', tf.mul(x, w)))(x);
      return tf.sum(tf.square(dx)) as tf.Scalar;
    };
    // dx = w e^(wx), so the penalty is w² e^(2wx) and its slope 2 w e^(2wx) (1 + w x).
    const { grads } = tf.variableGrads(penalty);
    const expected = 2 * 0.7 * Math.exp(2 * 0.7 * -0.5) * (1 + 0.7 * -0.5);
    await expectValues(Object.values(grads)[0], [expected], { ulp: 16, absolute: 0 });
  });

  test('the gradient with respect to a parameter of a formula that does not contain x is correct', async () => {
    // d/da of sum(dy · tanh(a)) is the sum of dy · (1 - tanh²(a)) over the rows.
    const x = tf.zeros([2, 2]);
    const dy = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const formula = (a: tf.Tensor) => elementwise('tanh(a)', x, { a });
    const da = tf.grad(formula)(tf.tensor1d([0, 1]), dy);
    await expectValues(da, [4, 6 * (1 - Math.tanh(1) ** 2)], { ulp: 8, absolute: 0 });
  });

  test('a gradient that is not needed is not computed', async () => {
    const alpha = tf.tensor1d([0.1, 0.2]);
    const x = tf.tensor1d([-1, 2]);
    const { kernelNames } = await tf.profile(() =>
      tf.grad((x) => elementwise('x <= 0 ? alpha * x : x', x, { alpha }))(x),
    );
    expect(kernelNames).not.toContain('Sum');
  });
});

describe('a run with its gradient', () => {
  const formulas = [
    ['x <= 0 ? slope * x : min(x, top)', 'whose gradient reads x'],
    ['tanh(x)', 'whose gradient reads the result'],
    ['x <= 0 ? expm1(x) : x', 'whose gradient reads the sign of the result'],
    ['2 * x', 'whose gradient reads neither'],
  ];

  test.each(formulas)('is one kernel forward and one backward: %s, %s', async (formula) => {
    const x = tf.tensor1d([-1, 2]);
    const { kernelNames, kernels } = await tf.profile(() =>
      tf.grad((x) => elementwise(formula, x, { slope: 0.1, top: 6 }))(x, tf.tensor1d([1, 1])),
    );
    const ours = kernels.filter(({ name }) => name.startsWith('AdvAct'));
    expect(ours.length).toBe(2);
    // On a backend unknown to this package, the kernels launch others.
    if (BACKEND !== 'composed') expect(kernelNames).toEqual([`AdvAct${version}`]);
  });

  test.each([
    ['x + 1', 1],
    ['x * x', 2],
    ['tanh(x)', 2],
    ['x <= 0 ? a * x : x', 3],
  ])(
    'saves the tensors that the gradient reads, without a copy: %s creates %d tensors',
    (formula, tensors) => {
      const x = tf.tensor1d([-1, 2]);
      const parameters = { a: tf.tensor1d([0.1, 0.2]) };
      const made: Partial<tf.MemoryInfo>[] = [];
      tf.grad((x) => {
        const before = tf.memory();
        const y = elementwise(formula, x, parameters);
        const { numTensors, numDataBuffers } = tf.memory();
        made.push({
          numTensors: numTensors - before.numTensors,
          numDataBuffers: numDataBuffers - before.numDataBuffers,
        });
        return y;
      })(x);
      expect(made).toEqual([{ numTensors: tensors, numDataBuffers: 1 }]);
    },
  );
});

test('integers and booleans are converted to float32', async () => {
  const half = (x: tf.Tensor) => elementwise('x <= 0 ? x / 2 : x', x);
  for (const y of [half(tf.tensor1d([-3, 4], 'int32')), half(tf.tensor1d([-3, 4]))]) {
    expect(y.dtype).toBe('float32');
    await expectValues(y, [-1.5, 4]);
  }
  await expectValues(half(tf.tensor1d([true, false], 'bool')), [1, 0]);
});

test('no tensor is leaked, forward, backward or after an error', () => {
  const x = tf.tensor2d([[-1, 2]]);
  const integers = tf.tensor1d([-1, 2], 'int32');
  const a = tf.tensor1d([0.5, 0.25]);
  const formula = (x: tf.Tensor) => elementwise('x <= 0 ? a * x : x', x, { a });
  expectNoLeak(() => formula(x));
  expectNoLeak(() => formula(integers));
  expectNoLeak(() => tf.grad(formula)(x));
  expectNoLeak(() => tf.grad(tf.grad(formula))(x));
  expectNoLeak(() => expect(() => elementwise('b * x', x, { a })).toThrow());
});

describe('bad input is a clear error', () => {
  let x: tf.Tensor;
  beforeAll(() => {
    x = tf.tensor2d([[1, 2, 3]]);
  });

  test('a parameter that does not broadcast, with both shapes in the message', () => {
    const a = tf.ones([2]);
    expect(() => elementwise('a * x', x, { a })).toThrow(
      'A parameter must broadcast to the shape of x, [1,3]. Received: a of shape [2]',
    );
    expect(() => elementwise('a * x', x, { a: tf.ones([2, 1, 3]) })).toThrow(
      'Received: a of shape',
    );
  });

  test('an undefined name', () => {
    const rest = ' uses an undefined name. Expected one of: x, alpha. Received: beta';
    expect(() => elementwise('beta * x', x, { alpha: 1 })).toThrow(`The formula${rest}`);
    const activation = { name: 'ofBeta', formula: 'beta * x', parameters: { alpha: 1 } };
    expect(() => defineActivation(activation)).toThrow(`The formula 'beta * x'${rest}`);
    expect(() => elementwise('constructor * x', x)).toThrow('Received: constructor');
    expect(() => elementwise('__proto__ * x', x)).toThrow("Unexpected '__proto__'");
  });

  test.each([
    ['alhpa', 'Did you mean alpha?'],
    ['X', 'Did you mean x?'],
    ['PI', 'Did you mean pi?'],
    ['Infinity', 'A formula can contain only finite numbers.'],
  ])('an undefined name whose meaning can be guessed: %s', (name, help) => {
    expect(() => elementwise(`${name} * x`, x, { alpha: 1 })).toThrow(
      `uses an undefined name. ${help} Expected one of: x, alpha. Received: ${name}`,
    );
  });

  test.each(['x', 'y1', 'dy1'])(
    'a parameter named %s, a name that the kernel uses itself',
    (name) => {
      expect(() => elementwise(`x + ${name}`, x, { [name]: 1 })).toThrow(`Received: ${name}`);
    },
  );

  test('complex numbers and strings', () => {
    if (tf.getBackend() !== 'wasm') {
      const complex = tf.complex([1], [2]); // tfjs's wasm backend does not support them.
      expect(() => elementwise('x', complex)).toThrow('Received: x of dtype complex64');
    }
    expect(() => elementwise('x', tf.tensor1d(['a']))).toThrow('Received: x of dtype string');
  });

  test('a disposed tensor', () => {
    const gone = tf.tensor1d([1]);
    gone.dispose();
    expect(() => elementwise('x', gone)).toThrow('The tensor x is disposed');
  });
});

test('the logarithm is -Infinity for 0 and NaN below 0, and NaN as a bound gives NaN', async () => {
  const x = tf.tensor1d([-Infinity, -1, -0.25, 0, 1]);
  const NONE = Number.NaN;
  await expectValues(elementwise('log(x)', x), [NONE, NONE, NONE, -Infinity, 0]);
  await expectValues(elementwise('log1p(x - 1)', x), [NONE, NONE, NONE, -Infinity, 0]);
  await expectValues(elementwise('min(x, log(-0.5))', x), Array(5).fill(NONE));
});
