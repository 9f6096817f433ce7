// Softmax and the other activations of its family for one slice, by their definitions, in float64.

export interface SliceReference {
  value(x: readonly number[]): number[];
  /** The gradient of `sum(dy * value(x))` with respect to `x`. */
  gradient(x: readonly number[], dy: readonly number[]): number[];
}

export const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** `Math.max(...x)` for more elements than a call may have arguments. */
const largestOf = (x: readonly number[]) => x.reduce((a, b) => Math.max(a, b), -Infinity);

function softmax(x: readonly number[]): number[] {
  const largest = largestOf(x);
  const powers = x.map((value) => Math.exp(value - largest));
  const sum = total(powers);
  return powers.map((power) => power / sum);
}

function softmaxGradient(x: readonly number[], dy: readonly number[]): number[] {
  const y = softmax(x);
  const mean = total(y.map((value, i) => value * dy[i]));
  return y.map((value, i) => value * (dy[i] - mean));
}

/** Softmax with an additional entry, which is 0. */
const softmax1 = (x: readonly number[]) => softmax([...x, 0]).slice(0, -1);

function logSoftmax(x: readonly number[]): number[] {
  const largest = largestOf(x);
  const logOfSum = largest + Math.log(total(x.map((value) => Math.exp(value - largest))));
  return x.map((value) => value - logOfSum);
}

/** Sorts, as in the paper: the support consists of the largest elements that still exceed their own threshold. */
function sparsemax(x: readonly number[]): number[] {
  const largest = largestOf(x);
  const shifted = x.map((value) => value - largest);
  const sorted = [...shifted].sort((a, b) => b - a);
  let [sum, threshold] = [0, 0];
  sorted.forEach((value, i) => {
    sum += value;
    if (1 + (i + 1) * value > sum) threshold = (sum - 1) / (i + 1);
  });
  return shifted.map((value) => Math.max(value - threshold, 0));
}

/** On the support, the projection onto vectors with sum 0. */
function sparsemaxGradient(x: readonly number[], dy: readonly number[]): number[] {
  const y = sparsemax(x);
  const support = y.flatMap((value, i) => (value > 0 ? [i] : []));
  const mean = total(support.map((i) => dy[i])) / support.length;
  return y.map((value, i) => (value > 0 ? dy[i] - mean : 0));
}

/** Computed by bisection: the threshold is at most 1 below half of the largest element. */
function entmax15(x: readonly number[]): number[] {
  const halves = x.map((value) => (value - largestOf(x)) / 2);
  const at = (threshold: number) => halves.map((value) => Math.max(value - threshold, 0) ** 2);
  let [low, high] = [-1, 0];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (total(at(middle)) >= 1) low = middle;
    else high = middle;
  }
  const y = at(low);
  const sum = total(y);
  return y.map((value) => value / sum);
}

/** On the support, weighted by the square roots of its entries. */
function entmax15Gradient(x: readonly number[], dy: readonly number[]): number[] {
  const roots = entmax15(x).map(Math.sqrt);
  const support = roots.flatMap((root, i) => (root > 0 ? [i] : []));
  const mean = total(support.map((i) => roots[i] * dy[i])) / total(roots);
  return roots.map((root, i) => (root > 0 ? root * (dy[i] - mean) : 0));
}

const negative = (x: readonly number[]) => x.map((value) => -value);

/**
 * The same for NaN and infinities. A NaN, or an infinity that is the largest element, makes the value and the
 * gradient of its whole slice NaN. An entry with the other infinity is ignored: its value is `out`, and its gradient
 * is 0 for any `dy`.
 *
 * @param sign -1 if the smallest element counts as the largest.
 */
function forAll(finite: SliceReference, out = 0, sign = 1): SliceReference {
  const apply = (x: readonly number[], out: number, of: (places: number[]) => number[]) => {
    if (x.some((value) => !(sign * value < Infinity))) return x.map(() => Number.NaN);
    const places = x.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
    const result = x.map(() => out);
    const values = places.length > 0 ? of(places) : [];
    places.forEach((place, i) => {
      result[place] = values[i];
    });
    return result;
  };
  const at = (places: number[], values: readonly number[]) => places.map((place) => values[place]);
  return {
    value: (x) => apply(x, out, (places) => finite.value(at(places, x))),
    gradient: (x, dy) => apply(x, 0, (places) => finite.gradient(at(places, x), at(places, dy))),
  };
}

export const references = {
  softmax: forAll({ value: softmax, gradient: softmaxGradient }),
  softmax1: forAll({
    value: softmax1,
    gradient: (x, dy) => softmaxGradient([...x, 0], [...dy, 0]).slice(0, -1),
  }),
  logSoftmax: forAll(
    {
      value: logSoftmax,
      gradient: (x, dy) => {
        const sum = total(dy);
        return softmax(x).map((share, i) => dy[i] - share * sum);
      },
    },
    -Infinity,
  ),
  softmin: forAll(
    {
      value: (x) => softmax(negative(x)),
      gradient: (x, dy) => negative(softmaxGradient(negative(x), dy)),
    },
    0,
    -1,
  ),
  sparsemax: forAll({ value: sparsemax, gradient: sparsemaxGradient }),
  entmax15: forAll({ value: entmax15, gradient: entmax15Gradient }),
  /** Infinity is treated as a number, and the gradient is 0 everywhere, also for NaN. */
  hardmax: {
    value: (x) => {
      if (x.some(Number.isNaN)) return x.map(() => Number.NaN);
      const largest = largestOf(x);
      const first = largest === -Infinity ? -1 : x.indexOf(largest);
      return x.map((_, i) => (i === first ? 1 : 0));
    },
    gradient: (x) => x.map(() => 0),
  },
} as const satisfies Record<string, SliceReference>;

/** The slices of a tensor along `axes`, each as the indices of its elements. */
export function placesOf(shape: readonly number[], axes: readonly number[]): number[][] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const size = shape.reduce((a, b) => a * b);
  const slices = new Map<string, number[]>();
  for (let place = 0; place < size; place++) {
    const index = strides.map((stride, axis) => Math.floor(place / stride) % shape[axis]);
    const key = index.filter((_, axis) => !axes.includes(axis)).join();
    if (!slices.has(key)) slices.set(key, []);
    slices.get(key)?.push(place);
  }
  return [...slices.values()];
}

/** Applies `of` to the slices of tensors of the same shape, and puts the results at the same indices. */
export function inSlices(
  slices: readonly (readonly number[])[],
  inputs: readonly (readonly number[])[],
  of: (...slices: number[][]) => number[],
): number[] {
  const result = [...inputs[0]];
  for (const places of slices) {
    const values = of(...inputs.map((input) => places.map((place) => input[place])));
    places.forEach((place, i) => {
      result[place] = values[i];
    });
  }
  return result;
}
