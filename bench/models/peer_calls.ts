import type * as tf from '@tensorflow/tfjs';
import { type Candidate, TASKS, type Task } from '../results.js';
import { describe } from './describe.js';
import type { Network } from './network.js';
import type { Peer } from './peers.js';

export type Call = () => unknown;
export type NamedCall = readonly [name: Candidate, call: Call];

/** The calls of other systems, which get the initial weights of tfjs. */
export async function peerCalls(
  peers: readonly Peer[],
  network: Network,
  model: tf.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
): Promise<Readonly<Record<Task, readonly NamedCall[]>>> {
  const calls: Record<Task, NamedCall[]> = { predict: [], 'training step': [] };
  if (peers.length === 0) return calls;
  const description = await describe(model, { x: x.shape, y: y.shape });
  if (description === undefined) return calls;
  const predicted = model.predictOnBatch(x) as tf.Tensor;
  const [inputs, targets, expected] = await Promise.all(
    [x, y, predicted].map((each) => each.data<'float32'>()),
  );
  predicted.dispose();
  for (const peer of peers) {
    // Chains are trained with a different method.
    for (const task of network.chain ? TASKS.slice(0, 1) : TASKS) {
      try {
        const call = await peer.prepare(description, task, inputs, targets);
        if (call && task === 'predict') checkClose(await call(), expected);
        if (call) calls[task].push([peer.name, call]);
      } catch (error) {
        calls[task].push([peer.name, () => Promise.reject(error)]);
      }
    }
  }
  return calls;
}

/** The largest allowed difference between the outputs of two systems. */
const TOLERANCE = 1e-4;

function checkClose(received: Float32Array, expected: Float32Array): void {
  const place = expected.findIndex((value, i) => !(Math.abs(received[i] - value) <= TOLERANCE));
  if (place < 0) return;
  throw new Error(`wrong: ${received[place]} at ${place}. Expected: ${expected[place]}`);
}
