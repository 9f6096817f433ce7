import * as tf from '@tensorflow/tfjs';

/** The allowed distance of a value from the expected one: in units in the last place, or absolute. */
export interface Bound {
  readonly ulp: number;
  readonly absolute: number;
}

/** The bound that the kernels guarantee, forward and backward. */
export const PROMISED: Bound = { ulp: 4, absolute: 1e-7 };

/** The bound of TensorFlow's own ops: some are less exact, and none supports subnormal numbers. */
export const boundOfBackend = (): Bound =>
  tf.getBackend() === 'tensorflow' ? { ulp: 16, absolute: 2e-7 } : PROMISED;

/** The bound of tfjs's own ops: on a graphics card they round more than the kernels. */
export const boundOfStock = (): Bound =>
  isOnGpu() ? { ulp: 16, absolute: 4e-7 } : boundOfBackend();

const isOnGpu = (): boolean => /gl|gpu/.test(tf.getBackend());

/** The distance between neighbouring float32 numbers at `value`. */
export function ulpAt(value: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return 2 ** (Math.max(exponent, -126) - 23);
}

/** Fails with the index and both values if one differs from its expected value by more than allowed. */
export async function expectValues(
  received: tf.Tensor | ArrayLike<number>,
  expected: tf.Tensor | ArrayLike<number>,
  bound: Bound = PROMISED,
): Promise<void> {
  const values = await read(received);
  const exact = await read(expected);
  expect(values.length).toBe(exact.length);
  const wrong: string[] = [];
  for (let i = 0; i < exact.length; i++) {
    if (!isNear(values[i], Math.fround(exact[i]), exact[i], bound)) {
      wrong.push(`at ${i}: expected ${exact[i]}, received ${values[i]}`);
    }
  }
  if (wrong.length > 0) {
    throw new Error(
      `On ${globalThis.BACKEND}: ${wrong.length} wrong, ${wrong.slice(0, 5).join('; ')}`,
    );
  }
}

async function read(from: tf.Tensor | ArrayLike<number>): Promise<ArrayLike<number>> {
  return from instanceof tf.Tensor ? from.data() : from;
}

function isNear(received: number, rounded: number, exact: number, bound: Bound): boolean {
  if (Object.is(received, rounded) || received === rounded) return true;
  if (!Number.isFinite(rounded) || !Number.isFinite(received)) return false;
  const error = Math.abs(received - exact);
  return error <= bound.absolute || error <= bound.ulp * ulpAt(exact);
}

/** Numbers between -`limit` and `limit`, the same in every run. */
export function random(count: number, limit = 4, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.fround((state / 2 ** 31) * limit);
  });
}

/** Inputs for which activations often fail: zero, tiny, saturated, overflowing, infinite and NaN. */
export const EXTREMES = [
  0,
  1e-30,
  1e-7,
  1,
  20,
  87.5,
  88.5,
  89,
  104,
  300,
  1e5,
  3e38,
  Infinity,
].flatMap((value) => (value === 0 ? [value] : [value, -value]));

/** Fails if `run` leaks tensors, apart from its result, which is disposed. */
export function expectNoLeak(run: () => unknown): void {
  const before = tf.memory().numTensors;
  const result = run();
  if (result instanceof tf.Tensor) result.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

/** The gradient of `f` by central differences. */
export function differences(f: (x: number[]) => number, x: number[], step: number): number[] {
  return x.map((_, i) => {
    const moved = (by: number) => f(x.map((value, j) => (i === j ? value + by : value)));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}
