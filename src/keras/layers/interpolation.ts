// How an axis is resized: the weights of the elements of the input in each element of the output.

/** A function of the distance, in elements, and the distance from which it is 0. */
interface Kernel {
  readonly radius: number;
  readonly at: (distance: number) => number;
}

const sinc = (x: number) => Math.sin(Math.PI * x) / (Math.PI * x);

const lanczos = (radius: number): Kernel => ({
  radius,
  at: (x) => (x < 1e-3 ? 1 : sinc(x) * sinc(x / radius)),
});

/** The cubic of Keys with a = -1/2. */
const cubic = (x: number) =>
  x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((2.5 - 0.5 * x) * x - 4) * x + 2;

const KERNELS = {
  bilinear: { radius: 1, at: (x) => 1 - x },
  bicubic: { radius: 2, at: cubic },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
  gaussian: { radius: 1.5, at: (x) => Math.exp(-2 * x * x) },
  mitchellcubic: {
    radius: 2,
    at: (x) =>
      x < 1 ? ((7 / 6) * x - 2) * x * x + 8 / 9 : ((2 - (7 / 18) * x) * x - 10 / 3) * x + 16 / 9,
  },
} as const satisfies Readonly<Record<string, Kernel>>;

/** How values between elements are computed; `'area'` is the mean of the area that an element of the output covers. */
export type Interpolation = keyof typeof KERNELS | 'nearest' | 'area';

export const INTERPOLATIONS: readonly string[] = [...Object.keys(KERNELS), 'nearest', 'area'];

/** For each element of the output, the weight of each element of the input that has one. */
export function weightsOf(
  length: number,
  count: number,
  interpolation: Interpolation,
  antialias: boolean,
): readonly ReadonlyMap<number, number>[] {
  const scale = Math.fround(length / count);
  const rows = Array.from({ length: count }, (_, i) => i);
  if (interpolation === 'nearest') {
    return rows.map((i) => {
      const at = Math.floor(Math.fround((i + 0.5) * scale));
      return new Map([[Math.min(at, length - 1), 1]]);
    });
  }
  if (interpolation === 'area') return rows.map((i) => normalized(covered(i, scale, length)));
  const stretch = antialias ? Math.max(scale, 1) : 1;
  if (interpolation === 'bilinear' && !antialias) return rows.map((i) => between(i, scale, length));
  const { radius, at } = KERNELS[interpolation];
  return rows.map((i) => {
    const center = inTable(Math.fround((i + 0.5) * scale) - 0.5, interpolation, antialias);
    const found = new Map<number, number>();
    const [first, last] = [center - radius * stretch, center + radius * stretch].map(Math.round);
    for (let j = Math.max(first, 0); j <= Math.min(last, length - 1); j++) {
      const distance = Math.abs(j - center) / stretch;
      if (distance < radius) found.set(j, at(distance));
    }
    return normalized(found);
  });
}

/** TensorFlow reads the values of this kernel from a table. */
function inTable(center: number, interpolation: Interpolation, antialias: boolean): number {
  if (interpolation !== 'bicubic' || antialias) return center;
  const start = Math.floor(center);
  return start + Math.round((center - start) * TABLE) / TABLE;
}

const TABLE = 1024;

/** Points beyond the first and the last center have the value there. */
function between(i: number, scale: number, length: number): ReadonlyMap<number, number> {
  const at = Math.fround((i + 0.5) * scale);
  const before = Math.floor(at - 0.5);
  const weights = new Map<number, number>();
  for (const [j, weight] of [
    [before, 1 - (at - 0.5 - before)],
    [before + 1, at - 0.5 - before],
  ]) {
    const element = Math.min(Math.max(j, 0), length - 1);
    weights.set(element, (weights.get(element) ?? 0) + weight);
  }
  return weights;
}

function covered(i: number, scale: number, length: number): Map<number, number> {
  const [start, end] = [i * scale, (i + 1) * scale];
  const weights = new Map<number, number>();
  for (let j = Math.floor(start); j < Math.ceil(end); j++) {
    const part = Math.min(j + 1, end) - Math.max(j, start);
    const element = Math.min(j, length - 1);
    weights.set(element, (weights.get(element) ?? 0) + part);
  }
  return weights;
}

function normalized(weights: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return new Map([...weights].map(([element, weight]) => [element, weight / sum]));
}
