import * as tf from '@tensorflow/tfjs';
import { type Case, cases, expected, FEATURES } from './cases.js';
import { interleave, type Timing } from './measure.js';

export type Direction = 'forward' | 'forward + backward';

/** One line of the table: a case of one size in one direction. */
export interface LayerResult {
  readonly layer: string;
  readonly direction: Direction;
  readonly size: number;
  readonly ours?: Timing;
  readonly stock?: Timing;
  /** Copying the same bytes, in the same run. */
  readonly memcpy?: Timing;
  /** Bytes allocated at the peak of one call. */
  readonly oursPeak?: number;
  readonly stockPeak?: number;
  /** Why there is no time: an error, or wrong numbers. */
  readonly oursProblem?: string;
  readonly stockProblem?: string;
}

const BUDGET_MS = 1500;

type Call = () => tf.Tensor;

/** Times every case at one size. Each result is given to `report` as soon as it is there. */
export async function benchLayers(
  size: number,
  report: (result: LayerResult) => void,
): Promise<void> {
  const shape: [number, number] = [size / FEATURES, FEATURES];
  // Both signs in random order, so that branches mispredict.
  const x = tf.randomNormal(shape, 0, 2, 'float32', 1);
  const dy = tf.randomNormal(shape, 0, 1, 'float32', 2);
  const values = { x: x.dataSync() as Float32Array, dy: dy.dataSync() as Float32Array };
  const copy = new Float32Array(size);
  for (const each of cases) {
    const wanted = expected(each, values.x, values.dy);
    for (const direction of ['forward', 'forward + backward'] as const) {
      const want = direction === 'forward' ? wanted.y : wanted.dx;
      const ours = await prepare(each.ours(), direction, x, dy, want);
      const stock = await prepare(each.stock(), direction, x, dy, want);
      const times = interleave<'ours' | 'stock' | 'memcpy'>(
        {
          ...(ours.call && { ours: disposing(ours.call) }),
          ...(stock.call && { stock: disposing(stock.call) }),
          memcpy: () => copy.set(values.x),
        },
        BUDGET_MS,
      );
      report({
        layer: each.name,
        direction,
        size,
        ...times,
        oursPeak: ours.peak,
        stockPeak: stock.peak,
        oursProblem: ours.problem,
        stockProblem: stock.problem,
      });
    }
  }
  tf.dispose([x, dy]);
}

function disposing(call: Call): () => void {
  return () => call().dispose();
}

/** The call to time, if it computes what it must. */
async function prepare(
  layer: tf.layers.Layer,
  direction: Direction,
  x: tf.Tensor,
  dy: tf.Tensor,
  wanted: Float64Array,
): Promise<{ call?: Call; peak?: number; problem?: string }> {
  const forward = (x: tf.Tensor) => tf.tidy(() => layer.apply(x) as tf.Tensor);
  const backward = tf.grad(forward);
  const call = direction === 'forward' ? () => forward(x) : () => backward(x, dy);
  try {
    const result = call();
    const problem = wrong(result.dataSync(), wanted);
    result.dispose();
    if (problem) return { problem };
    const { peakBytes } = await tf.profile(() => disposing(call)());
    return { call, peak: peakBytes };
  } catch (error) {
    return { problem: `throws: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** The promise is 4 units in the last place or 1e-7; sums of a hundred get a little more. */
function wrong(received: ArrayLike<number>, wanted: Float64Array): string | undefined {
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(received[i] - wanted[i]);
    if (!(error <= 2e-7 || error <= 8 * 2 ** -23 * Math.abs(wanted[i]))) {
      return `wrong: ${received[i]} instead of ${wanted[i]} at ${i}`;
    }
  }
  return undefined;
}

/** Milliseconds of the very first calls of each layer, in which a kernel is compiled. */
export function benchFirstCalls(): { layer: string; ours: number; stock?: number }[] {
  const x = tf.randomNormal([10, FEATURES], 0, 2, 'float32', 1);
  const dy = tf.ones([10, FEATURES]);
  const first = (make: Case['ours']) => {
    const start = performance.now();
    const layer = make();
    tf.grad((x) => layer.apply(x) as tf.Tensor)(x, dy).dispose();
    return performance.now() - start;
  };
  first(() => tf.layers.activation({ activation: 'relu' })); // What tfjs itself does first.
  return cases.map((each) => {
    const ours = first(each.ours);
    try {
      return { layer: each.name, ours, stock: first(each.stock) };
    } catch {
      return { layer: each.name, ours };
    }
  });
}
