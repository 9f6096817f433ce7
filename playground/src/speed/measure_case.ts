import * as tf from '@tensorflow/tfjs';
import type { Apply, Case } from '../../../bench/cases.js';
import { type Drain, interleave, type Timing } from '../../../bench/measure.js';
import { check, type Inputs } from './check.js';
import type { Direction, Row, Side } from './protocol.js';

/** Both signs in random order, so that branches are mispredicted. */
export async function makeInputs(size: number): Promise<Inputs> {
  const [x, dy] = [
    tf.randomNormal([size], 0, 2, 'float32', 1),
    tf.randomNormal([size], 0, 1, 'float32', 2),
  ];
  const [xs, dys] = await Promise.all([x.data<'float32'>(), dy.data<'float32'>()]);
  tf.dispose([x, dy]);
  return { x: xs, dy: dys };
}

/** Times this package and tfjs alternately. A wrong result is not timed. */
export async function measureCase(
  each: Case,
  direction: Direction,
  inputs: Inputs,
  budget: number,
): Promise<Row> {
  const shape = each.shape(inputs.x.length);
  const [x, dy] = [tf.tensor(inputs.x, shape), tf.tensor(inputs.dy, shape)];
  const call = (apply: Apply) => {
    const forward = (x: tf.Tensor) => tf.tidy(() => apply(x));
    const backward = tf.grad(forward);
    return direction === 'forward' ? () => forward(x) : () => backward(x, dy);
  };
  const checked = async (make: () => Apply) => {
    try {
      const compute = call(make());
      const result = compute();
      try {
        const error = await check(result, each, direction, inputs);
        return { error, run: () => compute().dispose() };
      } finally {
        result.dispose();
      }
    } catch (error) {
      return { problem: (error as Error).message.split('\n')[0] };
    }
  };
  try {
    const [ours, stock] = [await checked(each.ours), await checked(each.stock)];
    const runs = {
      ...(ours.run && { ours: ours.run }),
      ...(stock.run && { stock: stock.run }),
    };
    const times: Partial<Record<'ours' | 'stock', Timing>> = await interleave(
      runs,
      budget,
      queueOf(x),
    );
    const side = ({ error, problem }: Side, timing?: Timing): Side => {
      return { milliseconds: timing?.median, error, problem };
    };
    return {
      name: each.name,
      direction,
      ours: side(ours, times.ours),
      stock: side(stock, times.stock),
    };
  } finally {
    tf.dispose([x, dy]);
  }
}

/**
 * A graphics card computes after a call has returned, in the order of the calls, so reading a number from it waits
 * for all of them. A small tensor would be read from the processor's memory.
 */
function queueOf(large: tf.Tensor): Drain | undefined {
  const backend = tf.getBackend();
  if (backend !== 'webgl' && backend !== 'webgpu') return undefined;
  return {
    drain: async () => {
      const one = tf.tidy(() => tf.slice(tf.reshape(large, [-1]), 0, 1));
      // The webgl backend only polls at intervals whether an asynchronous read has finished.
      if (backend === 'webgl') one.dataSync();
      else await one.data();
      one.dispose();
    },
  };
}
