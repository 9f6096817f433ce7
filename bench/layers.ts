import * as tf from '@tensorflow/tfjs';
import { cases, type Expected, expected, FEATURES } from './cases.js';
import { interleave, type Queue, type Timing } from './measure.js';
import type { Direction, LayerResult, Measured } from './results.js';

/** Times every case at one size. Each result is given to `report` as soon as it is there. */
export async function benchLayers(
  size: number,
  budgetMs: number,
  report: (result: LayerResult) => void,
  queue?: Queue,
): Promise<void> {
  const shape: [number, number] = [size / FEATURES, FEATURES];
  // Both signs in random order, so that branches mispredict.
  const x = tf.randomNormal(shape, 0, 2, 'float32', 1);
  const dy = tf.randomNormal(shape, 0, 1, 'float32', 2);
  const values = { x: await x.data<'float32'>(), dy: await dy.data<'float32'>() };
  const copy = new Float32Array(size);
  for (const each of cases) {
    const { name, ours, stock } = each;
    const wanted = expected(each, values.x, values.dy);
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
        kind: 'layer',
        layer: name,
        direction,
        size,
        ours: measured('ours'),
        stock: measured('stock'),
        memcpy: times.memcpy,
      });
    }
  }
  tf.dispose([x, dy]);
}

/** The call to time, if it computes what it must. */
async function prepare(
  layer: tf.layers.Layer,
  direction: Direction,
  x: tf.Tensor,
  dy: tf.Tensor,
  wanted: Expected,
  queue: Queue | undefined,
): Promise<Omit<Measured, 'timing'> & { call?: () => void }> {
  const forward = (x: tf.Tensor) => tf.tidy(() => layer.apply(x) as tf.Tensor);
  const backward = tf.grad(forward);
  const compute = () => (direction === 'forward' ? forward(x) : backward(x, dy));
  const call = () => compute().dispose();
  try {
    const result = compute();
    const problem = wrong(await result.data(), wanted);
    result.dispose();
    if (problem) return { problem };
    const { numBytes } = tf.memory();
    const { peakBytes, kernels } = await tf.profile(call);
    const before = queue?.launches() ?? 0;
    call();
    const launches = queue && queue.launches() - before;
    return { call, peakBytes: peakBytes - numBytes, kernels: kernels.length, launches };
  } catch (error) {
    return { problem: `throws: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** TensorFlow's own ops keep this bound too; the tests hold the kernels here to a narrower one. */
const RELATIVE = 1e-6;
const ABSOLUTE = 2e-7;

function wrong(received: ArrayLike<number>, { values, scale }: Expected): string | undefined {
  for (let i = 0; i < values.length; i++) {
    const error = Math.abs(received[i] - values[i]);
    if (!(error <= ABSOLUTE || error <= RELATIVE * Math.abs(scale[i]))) {
      return `wrong: ${received[i]} instead of ${values[i]} at ${i}`;
    }
  }
  return undefined;
}

/** Milliseconds of the first call of a layer, forward and backward. */
export async function firstCall(make: () => tf.layers.Layer, queue?: Queue): Promise<number> {
  const x = tf.randomNormal([10, FEATURES], 0, 2, 'float32', 1);
  const dy = tf.ones([10, FEATURES]);
  tf.sinh(x).dispose(); // What tfjs itself does first.
  await queue?.drain();
  const start = performance.now();
  const layer = make();
  tf.grad((x) => layer.apply(x) as tf.Tensor)(x, dy).dispose();
  await queue?.drain();
  const milliseconds = performance.now() - start;
  tf.dispose([x, dy]);
  return milliseconds;
}
