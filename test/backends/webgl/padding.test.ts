import * as tf from '@tensorflow/tfjs';
import { ops } from '../../../src/activations/ops.js';
import { evaluate } from '../../../src/formula/evaluate.js';
import { parse } from '../../../src/formula/parse.js';
import { layers } from '../../../src/index.js';
import { elementwise } from '../../support/elementwise.js';
import { references } from '../../support/slices.js';
import { expectValues, random } from '../../support/values.js';

// The rows and columns of a matrix are packed in pairs. After an odd last row or column a texture contains numbers
// that are not elements, and the matrix product of tfjs includes them: a kernel must leave 0 there. Therefore the
// product of a matrix with itself, with either factor transposed, is correct only if the padding is 0.

const BOUND = { ulp: 64, absolute: 1e-4 };

type Matrix = number[][];

const rowsOf = (values: ArrayLike<number>, columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, i) =>
    Array.from(values).slice(i * columns, (i + 1) * columns),
  );

const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));

const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => transposed(b).map((column) => row.reduce((sum, x, k) => sum + x * column[k], 0)));

/** Fails if a product of the matrix with itself differs from the float64 result. */
async function expectProductsOfItself(y: tf.Tensor) {
  const matrix = tf.reshape(y, [-1, y.shape[y.rank - 1] ?? 1]) as tf.Tensor2D;
  const rows = rowsOf(await matrix.data(), matrix.shape[1]);
  const inRows = times(rows, transposed(rows)).flat();
  const inColumns = times(transposed(rows), rows).flat();
  expect(inRows.every(Number.isFinite)).toBe(true);
  await expectValues(tf.matMul(matrix, matrix, false, true), inRows, BOUND);
  await expectValues(tf.matMul(matrix, matrix, true, false), inColumns, BOUND);
}

const SHAPES = [[1], [5], [1, 1], [3, 3], [3, 4], [4, 3], [1, 5], [5, 1], [2, 3, 3], [2, 2, 3, 5]];

/** Computed by the backend, so that the padding is not 0. */
const input = (shape: number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.exp(tf.tensor(random(size, 1), shape));
};

const formulas: [string, Record<string, number>][] = [
  ['1 / (x + c)', { c: 0 }],
  ['1 / (x - c)', { c: 1 }],
  ['sqrt(x + b)', { b: 1 }],
  ['log(x + b)', { b: 0 }],
  ['exp(c / x)', { c: 0.5 }],
  ['sigmoid(x)', {}],
  ['x <= 0 ? alpha * x : x', { alpha: 0.5 }],
  ['x', {}],
  ['3', {}],
];

describe('the padding after the last row and column is 0 for', () => {
  test.each(formulas)('%s and its gradient', async (formula, scalars) => {
    const f = (x: tf.Tensor) => elementwise(formula, x, scalars);
    for (const shape of SHAPES) {
      await expectProductsOfItself(f(input(shape)));
      if (/x/.test(formula)) await expectProductsOfItself(tf.grad(f)(input(shape)));
    }
  });

  test.each([
    [[5, 3], [1]],
    [[5, 3], [3]],
    [
      [5, 3],
      [5, 1],
    ],
    [
      [5, 3],
      [1, 3],
    ],
    [
      [5, 3],
      [5, 3],
    ],
    [[5, 3], []],
    [[5], [1]],
    [
      [2, 3, 5],
      [3, 1],
    ],
    [
      [2, 1, 2, 2, 3, 5],
      [2, 3, 1],
    ],
  ])('a formula of x %j with a parameter %j, and its gradients', async (shape, parameterShape) => {
    const x = input(shape);
    const a = input(parameterShape);
    for (const formula of ['x / a', 'a + x', 'log(x) / (x - 1 + a)']) {
      const f = (x: tf.Tensor, a: tf.Tensor) => elementwise(formula, x, { a });
      await expectProductsOfItself(f(x, a));
      for (const gradient of tf.grads(f)([x, a])) await expectProductsOfItself(gradient);
    }
  });

  test('gated and grouped activations and their gradients', async () => {
    const activations = [
      (x: tf.Tensor) => ops.glu(x),
      (x: tf.Tensor) => ops.crelu(x),
      (x: tf.Tensor) => ops.maxout(x, 3),
    ];
    for (const f of activations) {
      const x = input([5, 6]);
      await expectProductsOfItself(f(x));
      await expectProductsOfItself(tf.grad(f)(x));
    }
  });

  test('a formula of forty tensors, which is composed of tfjs’s ops', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `a${i}`);
    const parameters = Object.fromEntries(names.map((name) => [name, input([5, 3])]));
    const formula = `log(x) + sigmoid(${names.join(' + ')})`;
    await expectProductsOfItself(elementwise(formula, input([5, 3]), parameters));
  });

  test.each(['softmax', 'logSoftmax', 'sparsemax', 'hardmax'] as const)(
    '%s along each axis, and its gradient',
    async (name) => {
      for (const shape of SHAPES) {
        for (const axis of shape.keys()) {
          const f = (x: tf.Tensor) => ops[name](x, axis);
          const x = input(shape);
          const dy = input(shape);
          await expectProductsOfItself(f(x));
          await expectProductsOfItself(tf.grad(f)(x, dy));
        }
      }
    },
  );
});

describe('dense → layer → dense equals the float64 model, and its gradients with respect to the weights are within 1e-3, for odd sizes:', () => {
  const [batch, inputs, units, outputs] = [5, 7, 3, 1];
  const positive = (count: number, seed: number) => random(count, 0.25, seed).map((x) => x + 0.5);
  const x = rowsOf(positive(batch * inputs, 1), inputs);
  const target = rowsOf(random(batch * outputs, 1, 2), outputs);
  // The input of the layer is between 1.4 and 5; the bias alone is 1.
  const weights = [
    rowsOf(positive(inputs * units, 3), units),
    [Array<number>(units).fill(1)],
    rowsOf(random(units * outputs, 1, 4), outputs),
    [random(outputs, 1, 5)],
  ];

  const plus = (a: Matrix, [bias]: Matrix) => a.map((row) => row.map((x, j) => x + bias[j]));

  type Layer = { of: (row: number[]) => number[]; make: () => tf.layers.Layer };

  const elementwiseLayer = (formula: string, parameters: Record<string, number>): Layer => ({
    of: (row) => row.map((x) => evaluate(parse(formula), { ...parameters, x })),
    make: () => layers.formula({ formula, ...parameters }),
  });
  const cases: Record<string, Layer> = {
    '1 / (x + 0)': elementwiseLayer('1 / (x + c)', { c: 0 }),
    '1 / (x - 1)': elementwiseLayer('1 / (x - c)', { c: 1 }),
    'sqrt(x - 1)': elementwiseLayer('sqrt(x + b)', { b: -1 }),
    'log(x - 1)': elementwiseLayer('log(x + b)', { b: -1 }),
    'sigmoid(x)': elementwiseLayer('sigmoid(x)', {}),
    LeakyReLU: elementwiseLayer('x <= 0 ? alpha * x : x', { alpha: 0.3 }),
    PReLU: { of: (row) => row, make: () => layers.prelu() },
    Softmax: { of: (row) => references.softmax.value(row), make: () => layers.softmax() },
  };

  test.each(Object.keys(cases))('%s', async (name) => {
    const { of, make } = cases[name];
    const predict = ([w1, b1, w2, b2]: Matrix[]) =>
      plus(times(plus(times(x, w1), b1).map(of), w2), b2);
    const loss = (weights: Matrix[]) =>
      predict(weights)
        .flat()
        .reduce((sum, y, i) => sum + (y - target[i][0]) ** 2, 0);
    const slope = (tensor: number, row: number, column: number) => {
      const at = (step: number) => {
        const moved = weights.map((matrix) => matrix.map((row) => [...row]));
        moved[tensor][row][column] += step;
        return loss(moved);
      };
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    };

    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units, inputShape: [inputs] }),
        make(),
        tf.layers.dense({ units: outputs }),
      ],
    });
    const [w1, b1, w2, b2] = weights;
    model.layers[0].setWeights([tf.tensor2d(w1), tf.tensor1d(b1[0])]);
    model.layers[2].setWeights([tf.tensor2d(w2), tf.tensor1d(b2[0])]);
    await expectValues(model.predict(tf.tensor2d(x)) as tf.Tensor, predict(weights).flat(), BOUND);

    const dense = [model.layers[0], model.layers[2]].flatMap((layer) => layer.trainableWeights);
    const variables = dense.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => {
      const y = model.apply(tf.tensor2d(x), { training: true }) as tf.Tensor;
      return tf.sum(tf.square(tf.sub(y, tf.tensor2d(target)))) as tf.Scalar;
    }, variables);
    for (const [i, variable] of variables.entries()) {
      const slopes = weights[i].flatMap((row, r) => row.map((_, c) => slope(i, r, c)));
      await expectValues(grads[variable.name], slopes, { ulp: 0, absolute: 1e-3 });
    }
  });
});
