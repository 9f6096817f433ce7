import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { inSlices, placesOf, references } from '../support/slices.js';
import { expectValues, random } from '../support/values.js';

// A NaN in a slice makes the value and the gradients of that whole slice NaN, and those of no other slice. An entry
// that is ignored, because it is -Infinity or masked, may be NaN if it is masked. The gradient of hardmax is 0
// everywhere.

const NOT = Number.NaN;

/**
 * The values between finite numbers in a slice and in its upstream gradient, at the beginning, in the middle and at
 * the end.
 */
const kinds: { x?: number[]; dy?: number[] }[] = [
  {},
  { x: [NOT, 0.5, 1] },
  { x: [0.5, NOT, 1] },
  { x: [0.5, 1, NOT] },
  { x: [NOT, NOT, NOT] },
  { x: [NOT, -Infinity, 1] },
  { x: [-Infinity, NOT, 1], dy: [Infinity, 1, 1] },
  { x: [Infinity, 1, NOT] },
  { x: [-Infinity, Infinity, NOT] },
  { x: [1, Infinity, 0.5] },
  { x: [-Infinity, 1, 0.5], dy: [NOT, 1, -1] },
  { x: [1, 0.5, 0.25], dy: [1, NOT, 0.5] },
  { x: [1, 0.5, 0.25], dy: [Infinity, 1, 0.5] },
  { x: [0.5, 0.75, 1], dy: [1, -Infinity, 0.5] },
  { x: [1, 0.5, 0.25], dy: [NOT, NOT, NOT] },
  {},
];

const outerLengthInner: [outer: number, length: number, inner: number][] = [
  [16, 3, 1],
  [16, 8, 1],
  [16, 71, 1],
  [16, 2052, 1],
  [1, 3, 16],
  [1, 70, 16],
  [1, 1100, 16],
  [2, 9, 8],
  [3, 6, 5],
  [15, 7, 1],
  [8, 65, 2],
];

type Shape = [outer: number, length: number, inner: number];

/** A tensor with slices of all kinds: each has non-finite values in three places. */
function make([outer, length, inner]: Shape, sign = 1) {
  const size = outer * length * inner;
  const [x, dy] = [random(size, 0.3), random(size, 2, 5)];
  placesOf([outer, length, inner], [1]).forEach((places, slice) => {
    const { x: ofX, dy: ofDy } = kinds[slice % kinds.length];
    [0, Math.floor(length / 2), length - 1].forEach((at, i) => {
      if (ofX) x[places[at]] = sign * ofX[i];
      if (ofDy) dy[places[at]] = ofDy[i];
    });
  });
  return { x, dy };
}

const names = Object.keys(references) as (keyof typeof references)[];

describe.each(names)('%s', (name) => {
  const { value, gradient } = references[name];
  const sign = name === 'softmin' ? -1 : 1;
  const apply = (x: tf.Tensor) => ops[name](x, 1);

  test.each(outerLengthInner)(
    'of [%d, %d, %d] with NaN and infinities is within 4e-6 of its float64 definition, and so is its gradient; the second-order gradient is NaN exactly in the slices with a NaN',
    async (...shape) => {
      const { x, dy } = make(shape, sign);
      const slices = placesOf(shape, [1]);
      const [input, upstream] = [tf.tensor(x, shape), tf.tensor(dy, shape)];
      const bound = { ulp: 64, absolute: 4e-6 };
      await expectValues(apply(input), inSlices(slices, [x], value), bound);
      const first = (x: tf.Tensor, dy: tf.Tensor) => tf.grad(apply)(x, dy);
      const dx = inSlices(slices, [x, dy], gradient);
      const sums = { ulp: 64, absolute: 4e-6 * Math.sqrt(shape[1]) };
      await expectValues(first(input, upstream), dx, sums);

      const finite = tf.tensor(random(x.length, 2, 8), shape);
      const byX = tf.grad((x) => first(x, finite))(input, finite);
      const ofHardmax = name === 'hardmax';
      const byDy = ofHardmax ? byX : tf.grad((dy) => first(input, dy))(finite, finite);
      for (const second of [byX, byDy]) {
        const received = await second.data();
        for (const places of slices) {
          const hasNaN = value(places.map((place) => x[place])).some(Number.isNaN);
          const expected = hasNaN && !ofHardmax;
          const are = places.map((place) => Number.isNaN(received[place]));
          expect(are).toEqual(places.map(() => expected));
        }
      }
    },
  );

  test('ignores a masked NaN or infinity, forward and backward', async () => {
    const not = sign * Infinity;
    const rows = [
      [NOT, 1, 0.5, NOT],
      [not, 1, 0.5, NOT],
      [NOT, NOT, 0.5, 1],
      [-not, 0.75, 0.5, NOT],
    ];
    const mask = [
      [0, 1, 1, 0],
      [0, 1, 1, 0],
      [0, 1, 1, 1],
      [0, 1, 1, 0],
    ];
    const dy = [
      [NOT, 1, 2, Infinity],
      [1, 2, 3, NOT],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ];
    const kept = rows.map((row, i) => row.map((x, k) => (mask[i][k] ? x : -sign * Infinity)));
    for (const axis of [1, 0]) {
      const turned = (values: number[][]) =>
        tf.transpose(tf.tensor2d(values), axis === 1 ? [0, 1] : [1, 0]);
      const apply = (x: tf.Tensor) => ops[name](x, axis, turned(mask));
      const y = tf.tensor2d(kept.map((row) => value(row)));
      const dx = tf.tensor2d(kept.map((row, i) => gradient(row, dy[i])));
      const back = (y: tf.Tensor) => tf.transpose(y, axis === 1 ? [0, 1] : [1, 0]);
      const bound = { ulp: 64, absolute: 1e-6 };
      await expectValues(back(apply(turned(rows))), y, bound);
      await expectValues(back(tf.grad(apply)(turned(rows), turned(dy))), dx, bound);
    }
  });
});
