import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { ops } from '../../src/activations/ops.js';
import { gradient, gradientFromResult } from '../../src/formula/derive.js';
import { variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { formulas, fuzz, numbers, toFloat } from '../support/arbitrary.js';
import { elementwise } from '../support/elementwise.js';
import {
  type Estimate,
  estimate,
  expectEstimated,
  FLOAT32,
  precisionOfBackend as precision,
} from '../support/error_bound.js';
import { inSlices, placesOf, references, total } from '../support/slices.js';
import { type Bound, EXTREMES, expectValues, random } from '../support/values.js';

const floats = fc.oneof(
  { weight: 8, arbitrary: numbers(8).map(toFloat) },
  { weight: 1, arbitrary: fc.constantFrom(...EXTREMES.map(toFloat), Number.NaN) },
);
const finite = numbers(8).map(toFloat);
const vectors = fc.array(floats, { minLength: 1, maxLength: 40 });

const written = formulas({ variables: ['x', 'alpha'], depth: 4, limit: 10 });

/**
 * Fails if a tensor is leaked, both with IS_TEST, with which tfjs checks whether a kernel leaks data, and as in a
 * program, where a kernel whose gradient is not needed runs without tfjs's records of it.
 */
async function withoutLeak(run: () => Promise<void>): Promise<void> {
  for (const isTest of [true, false]) {
    tf.env().set('IS_TEST', isTest);
    const before = inMemory();
    await run();
    expect(inMemory()).toEqual(before);
  }
}

/** The number of tensors that the engine has, and the number of buffers that the backend has. */
const inMemory = () => [tf.memory().numTensors, tf.backend().numDataIds()];

/** The values of a tensor, which is disposed afterwards. */
async function taken(tensor: tf.Tensor): Promise<number[]> {
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
}

describe('a random formula is within the error bound of its operations, 4 ulp each (16 on tensorflow):', () => {
  fuzz(
    'with a number as its parameter',
    [written, vectors, finite],
    (formula, x, alpha) =>
      withoutLeak(async () => {
        const input = tf.tensor1d(x);
        const y = await taken(elementwise(formula, input, { alpha }));
        input.dispose();
        const expression = parse(formula);
        expectEstimated(y, formula, (i) => estimate(expression, { x: x[i], alpha }, precision()));
      }),
    [200, 20],
  );

  fuzz(
    'with a tensor as its parameter',
    [written, fc.array(fc.tuple(floats, floats), { minLength: 1, maxLength: 40 })],
    (formula, pairs) =>
      withoutLeak(async () => {
        const [x, alpha] = [0, 1].map((i) => tf.tensor1d(pairs.map((pair) => pair[i])));
        const y = await taken(elementwise(formula, x, { alpha }));
        tf.dispose([x, alpha]);
        const expression = parse(formula);
        const expected = (i: number) =>
          estimate(expression, { x: pairs[i][0], alpha: pairs[i][1] }, precision());
        expectEstimated(y, formula, expected);
      }),
    [100, 10],
  );

  fuzz(
    'and so is its gradient',
    [
      written.filter((formula) => variablesOf(parse(formula)).includes('x')),
      vectors,
      finite,
      finite,
    ],
    (formula, x, alpha, dy) =>
      withoutLeak(async () => {
        const [input, upstream] = [tf.tensor1d(x), tf.fill([x.length], dy)];
        const dx = tf.tidy(() =>
          tf.grad((x) => elementwise(formula, x, { alpha }))(input, upstream),
        );
        const received = await taken(dx);
        tf.dispose([input, upstream]);
        expectEstimated(received, formula, (i) => slope(formula, { x: x[i], alpha, dy }));
      }),
    [100, 10],
  );
});

/** The gradient, which may be computed from the rounded result. */
function slope(formula: string, values: Record<'x' | 'alpha' | 'dy', number>): Estimate {
  const expression = parse(formula);
  const kept = precision();
  const exact = estimate(gradient(expression, 'x', 'dy'), values, kept);
  const form = gradientFromResult(expression, 'x', 'dy', 'y1');
  if (form === undefined) return exact;
  const y1 = estimate(expression, values, kept);
  // A clamped result has overflowed, also when it is computed in float64.
  if (Math.abs(y1.value) > FLOAT32.largest / 4) return { ...exact, error: Infinity };
  const fromResult = estimate(form, { ...values, y1 }, kept);
  return { value: exact.value, error: exact.error + fromResult.error };
}

/** Shapes of up to five axes, one of which may have up to 70 elements. */
const shapes = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }),
    fc.integer({ min: 0, max: 70 }),
    fc.nat(),
  )
  .map(([shape, length, place]) =>
    shape.map((each, axis) => (axis === place % shape.length ? length : each)),
  )
  .filter((shape) => sizeOf(shape) <= 3000);

/** A shape, and two shapes that broadcast to it. */
const broadcasting = shapes.chain((shape) => {
  const part = fc
    .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
    .map(([from, ones]) => shape.slice(from).map((length, i) => (ones[i] ? 1 : length)));
  return fc.tuple(fc.constant(shape), part, part);
});

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Small integers, whose products and sums are exact. */
const integers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => ((i * seed) % 13) - 6);

/** For each element of `shape`, the index of the corresponding element of a tensor of shape `part`. */
function placesIn(part: readonly number[], shape: readonly number[]): number[] {
  const missing = shape.length - part.length;
  return Array.from({ length: sizeOf(shape) }, (_, place) => {
    let [rest, stride, at] = [place, 1, 0];
    for (let axis = shape.length - 1; axis >= missing; axis--) {
      const index = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      const length = part[axis - missing];
      if (length !== 1) at += index * stride;
      stride *= length;
    }
    return at;
  });
}

fuzz(
  'tensors of random shapes broadcast as in a plain loop over their indices, forward and backward, to the last bit',
  [broadcasting],
  ([shape, ofA, ofB]) =>
    withoutLeak(async () => {
      const [x, a, b] = [
        integers(sizeOf(shape), 5),
        integers(sizeOf(ofA), 3),
        integers(sizeOf(ofB), 7),
      ];
      const dy = integers(x.length, 11);
      const [inA, inB] = [placesIn(ofA, shape), placesIn(ofB, shape)];
      const tensors = [tf.tensor(x, shape), tf.tensor(a, ofA), tf.tensor(b, ofB)];
      const apply = (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) =>
        elementwise('x <= 0 ? a * x : x - b', x, { a, b });
      const y = apply(tensors[0], tensors[1], tensors[2]);
      expect(y.shape).toEqual(shape);
      const exact = x.map((value, i) => (value <= 0 ? a[inA[i]] * value : value - b[inB[i]]));
      expect(plain(await taken(y))).toEqual(plain(exact));

      const upstream = tf.tensor(dy, shape);
      const gradients = tf.grads(apply)(tensors, upstream);
      const [dx, da, db] = [x, a, b].map((values) => values.map(() => 0));
      x.forEach((value, i) => {
        dx[i] = value <= 0 ? a[inA[i]] * dy[i] : dy[i];
        if (value <= 0) da[inA[i]] += value * dy[i];
        else db[inB[i]] -= dy[i];
      });
      expect(gradients.map(({ shape }) => shape)).toEqual([shape, ofA, ofB]);
      for (const [i, expected] of [dx, da, db].entries()) {
        expect(plain(await taken(gradients[i]))).toEqual(plain(expected));
      }
      tf.dispose([upstream, ...tensors]);
    }),
  [100, 10],
);

/** The values without the sign of zeros. */
const plain = (values: readonly number[]) => values.map((value) => value + 0);

const outerLengthInner = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 70 }),
    fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
  )
  .filter((lengths) => sizeOf(lengths) <= 4000);

/** TensorFlow's sums have a slightly larger error. */
const boundOfSlices = (): Bound =>
  tf.getBackend() === 'tensorflow' ? { ulp: 64, absolute: 2e-6 } : { ulp: 16, absolute: 4e-7 };

type SliceName = keyof typeof references;
const sliceNames = Object.keys(references) as SliceName[];

describe('slices of random shapes are within 16 ulp or 4e-7 of their definitions (tensorflow 64 or 2e-6), and so are their gradients, times the sum of |dy|:', () => {
  fuzz(
    '[outer, length, inner], along the middle axis',
    [outerLengthInner, fc.constantFrom(...sliceNames), fc.integer(), fc.constantFrom(0.01, 3, 30)],
    (shape, name, seed, limit) => expectSlices(name, shape, [1], seed, limit),
    [100, 10],
  );

  fuzz(
    'along any axes of a tensor of rank 1 to 4',
    [
      fc
        .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), {
          minLength: 1,
          maxLength: 4,
        })
        .filter((axes) => axes.some(([, isAlong]) => isAlong)),
      fc.constantFrom(...sliceNames),
      fc.integer(),
    ],
    (axes, name, seed) => {
      const along = axes.flatMap(([, isAlong], axis) => (isAlong ? [axis] : []));
      const shape = axes.map(([length]) => length);
      return expectSlices(name, shape, along, seed, 5);
    },
    [100, 10],
  );
});

function expectSlices(
  name: SliceName,
  shape: readonly number[],
  axes: number[],
  seed: number,
  limit: number,
): Promise<void> {
  return withoutLeak(async () => {
    const size = sizeOf(shape);
    const [x, dy] = [random(size, limit, seed), random(size, 2, seed + 1)];
    const slices = placesOf(shape, axes);
    const { value, gradient: slopes } = references[name];
    const input = tf.tensor(x, [...shape]);
    const upstream = tf.tensor(dy, [...shape]);
    const y = ops[name](input, axes);
    const dx = tf.grad((x) => ops[name](x, axes))(input, upstream);
    expect([y.shape, dx.shape]).toEqual([shape, shape]);
    const received = [await taken(y), await taken(dx)];
    tf.dispose([input, upstream]);
    const bound = boundOfSlices();
    await expectValues(received[0], inSlices(slices, [x], value), bound);
    // A gradient is a difference that contains a sum of these.
    const sums = slices.map((places) => total(places.map((place) => Math.abs(dy[place]))));
    const absolute = bound.absolute * Math.max(1, ...sums);
    await expectValues(received[1], inSlices(slices, [x, dy], slopes), { ...bound, absolute });
  });
}

fuzz(
  'the memory around the tensors of a kernel keeps its values, bit for bit',
  [broadcasting, outerLengthInner, fc.constantFrom(...sliceNames)],
  async ([shape, ofA, ofB], ofSlices, name) => {
    if (tf.getBackend() !== 'wasm') return; // In wasm, the tensors lie beside one another on one heap.
    await withoutLeak(async () => {
      const kept: { tensor: tf.Tensor; values: Float32Array }[] = [];
      const keep = (shape: readonly number[]): tf.Tensor => {
        const values = Float32Array.from(random(sizeOf(shape), 4, kept.length + 1));
        const tensor = tf.tensor(values.slice(), [...shape], 'float32');
        kept.push({ tensor, values });
        return tensor;
      };
      const results: tf.Tensor[] = [];
      const [x, around, a, b] = [shape, [3], ofA, ofB].map(keep);
      results.push(elementwise('x <= 0 ? a * x : x - b', x, { a, b }));
      const [slices] = [ofSlices, [1], around.shape].map(keep);
      results.push(ops[name](slices, 1));
      keep([5]);
      results.push(tf.grad((x) => ops[name](x, 1))(slices));
      for (const { tensor, values } of kept) {
        const bits = new Uint32Array((await tensor.data()).slice().buffer);
        expect(bits).toEqual(new Uint32Array(values.buffer));
      }
      tf.dispose([...results, ...kept.map(({ tensor }) => tensor)]);
    });
  },
  [200, 1],
);
