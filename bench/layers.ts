import * as tf from '@tensorflow/tfjs';
import { type Apply, type Case, type Expected, FEATURES } from './cases.js';
import { interleave, type Queue, type Timing } from './measure.js';
import type { CaseKind, Direction, LayerResult, Measured, SliceResult } from './results.js';

/** Times cases at one size. Each result is reported as soon as it is available. */
export async function benchCases(
  kind: CaseKind,
  cases: readonly Case[],
  size: number,
  budgetMs: number,
  report: (result: LayerResult | SliceResult) => void,
  queue?: Queue,
): Promise<void> {
  // Both signs in random order, so that branches are mispredicted.
  const values = { x: await random(size, 2, 1), dy: await random(size, 1, 2) };
  const copy = new Float32Array(size);
  for (const { name, shape, ours, stock, expected } of cases) {
    const wanted = expected(values.x, values.dy);
    const [x, dy] = [values.x, values.dy].map((values) => tf.tensor(values, shape(size)));
    for (const direction of ['forward', 'forward + backward'] as const) {
      const want = direction === 'forward' ? wanted.y : wanted.dx;
      const prepared = {
        ours: await prepare(ours(), direction, x, dy, want, queue),
        stock: await prepare(stock(), direction, x, dy, want, queue),
      };
      const times: Partial<Record<'ours' | 'stock' | 'memcpy', Timing>> = await interleave(
        {
          ...(prepared.ours.call && { ours: prepared.ours.call }),
          ...(prepared.stock.call && { stock: prepared.stock.call }),
          ...(queue === undefined && { memcpy: () => copy.set(values.x) }),
        },
        budgetMs,
        queue,
      );
      const measured = (name: 'ours' | 'stock'): Measured => {
        const { call, ...rest } = prepared[name];
        return { timing: times[name], ...rest };
      };
      report({
        kind,
        layer: name,
        direction,
        size,
        ours: measured('ours'),
        stock: measured('stock'),
        memcpy: times.memcpy,
      });
    }
    tf.dispose([x, dy]);
  }
}

/** Normally distributed numbers with this deviation, the same for the same seed. */
async function random(size: number, deviation: number, seed: number): Promise<Float32Array> {
  const tensor = tf.randomNormal([size], 0, deviation, 'float32', seed);
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}

/** The call to time, unless its result is wrong. */
async function prepare(
  apply: Apply,
  direction: Direction,
  x: tf.Tensor,
  dy: tf.Tensor,
  wanted: Expected,
  queue: Queue | undefined,
): Promise<Omit<Measured, 'timing'> & { call?: () => void }> {
  const forward = (x: tf.Tensor) => tf.tidy(() => apply(x));
  const backward = tf.grad(forward);
  const compute = () => (direction === 'forward' ? forward(x) : backward(x, dy));
  const call = () => compute().dispose();
  try {
    const result = compute();
    const received = await result.data();
    result.dispose();
    const { problem, inexact } = judge(received, wanted);
    if (problem) return { problem };
    const { numBytes } = tf.memory();
    const { peakBytes, kernels } = await tf.profile(call);
    const before = queue?.launches() ?? 0;
    call();
    const launches = queue && queue.launches() - before;
    const error = largestError(received, wanted);
    return {
      ...{ call, peakBytes: peakBytes - numBytes, kernels: kernels.length, launches },
      ...{ error, inexact },
    };
  } catch (error) {
    return { problem: `throws: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** TensorFlow's own ops satisfy this bound too; the tests require a narrower one of the kernels. */
const RELATIVE = 1e-6;
const ABSOLUTE = 2e-7;

/** A larger relative error means that another result was computed, not an inexact one. */
const WRONG = 1e-2;

/** Compares results with the bound: they may be wrong, or inexact by some relative error. */
export function judge(
  received: ArrayLike<number>,
  { values, scale }: Expected,
): Pick<Measured, 'problem' | 'inexact'> {
  let inexact: number | undefined;
  for (let i = 0; i < values.length; i++) {
    const error = Math.abs(received[i] - values[i]);
    const relative = error / Math.abs(scale[i]);
    if (error <= ABSOLUTE || relative <= RELATIVE) continue;
    if (!(relative <= WRONG)) {
      return { problem: `wrong: ${received[i]} instead of ${values[i]} at ${i}` };
    }
    inexact = Math.max(inexact ?? 0, relative);
  }
  return { inexact };
}

function largestError(received: ArrayLike<number>, { values }: Expected): number {
  return values.reduce((largest, value, i) => Math.max(largest, Math.abs(received[i] - value)), 0);
}

/** The milliseconds of the first call of a layer, forward and backward. */
export async function firstCall(make: () => Apply, queue?: Queue): Promise<number> {
  const x = tf.randomNormal([10, FEATURES], 0, 2, 'float32', 1);
  const dy = tf.ones([10, FEATURES]);
  tf.sinh(x).dispose(); // Runs what tfjs initializes in its first call.
  await queue?.drain();
  const start = performance.now();
  tf.grad(make())(x, dy).dispose();
  await queue?.drain();
  const milliseconds = performance.now() - start;
  tf.dispose([x, dy]);
  return milliseconds;
}
