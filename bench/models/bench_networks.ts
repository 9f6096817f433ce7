import * as tf from '@tensorflow/tfjs';
import { fuse } from 'tfjs-advanced-activations/fuse';
import { type Clock, type Pace, type Queue, timeRounds, wallTime } from '../measure.js';
import { type Candidate, type Model, type NetworkResult, TASKS, type Task } from '../results.js';
import { type ActivationName, sources } from './activations.js';
import { nameOfNetwork } from './compare.js';
import type { Network } from './network.js';
import { networks } from './networks.js';
import { type Call, type NamedCall, peerCalls } from './peer_calls.js';
import type { Peer } from './peers.js';

type Models = Partial<Record<Model, tf.LayersModel>>;

/**
 * Rounds are short, so that most of them are not interrupted by other programs, and there are many of them. If a
 * queue must be drained at the end of a round, that would take most of a short round.
 */
const ROUND_MS = 1;
const ROUND_MS_OF_QUEUE = 40;

/**
 * Engines compile a function after some thousand calls. Networks share most of the code, so only the first one needs
 * that many; with fewer, its ratios depend on which functions are already compiled.
 */
const WARM_UP_MS = 200;
const FIRST_WARM_UP_MS = 2000;

/** There are many chains, and their ratios are larger than those of networks. */
const SHARE_OF_CHAINS = 1 / 4;

/** With software rendering, more would take seconds. */
const MOST_FLOATS_OF_QUEUE = 32768;

/** Options in addition to tfjs. */
export interface Surroundings {
  /** Waits for calls that return before their result is computed. */
  readonly queue?: Queue;
  readonly peers?: readonly Peer[];
  /** The clock; without it, the elapsed time. */
  readonly now?: Clock;
}

type Report = (result: NetworkResult) => void;

/** Times the networks that are chosen by their name and that of their activation. */
export async function benchNetworks(
  isChosen: (name: string) => boolean,
  budgetMs: number,
  report: Report,
  surroundings: Surroundings,
): Promise<void> {
  const { queue, now = wallTime } = surroundings;
  const most = queue === undefined ? Number.POSITIVE_INFINITY : MOST_FLOATS_OF_QUEUE;
  let hasWarmedUp = false;
  for (const network of networks.filter(({ chain }) => (chain?.floats ?? 0) <= most)) {
    const pace = {
      budgetMs: network.chain ? budgetMs * SHARE_OF_CHAINS : budgetMs,
      roundMs: queue === undefined ? ROUND_MS : ROUND_MS_OF_QUEUE,
      fewestRounds: 3,
      mostRounds: 300,
      now,
    };
    for (const activation of network.activations) {
      if (isChosen(nameOfNetwork({ network: network.name, activation }))) {
        const warmUpMs = hasWarmedUp ? WARM_UP_MS : FIRST_WARM_UP_MS;
        await benchNetwork(network, activation, { ...pace, warmUpMs }, report, surroundings);
        hasWarmedUp = true;
      }
    }
  }
}

/** Times one network with one activation: all candidates in turn, round by round. */
async function benchNetwork(
  network: Network,
  activation: ActivationName,
  pace: Pace,
  report: Report,
  { queue, peers = [] }: Surroundings,
): Promise<void> {
  const models = build(network, activation);
  const shapeOf = ({ shape }: tf.SymbolicTensor) => [
    network.batch,
    ...(shape.slice(1) as number[]),
  ];
  const shapes = { x: shapeOf(models.tfjs.inputs[0]), y: shapeOf(models.tfjs.outputs[0]) };
  const x = tf.randomNormal(shapes.x, 0, 1, 'float32', 1);
  const y = tf.randomNormal(shapes.y, 0, 1, 'float32', 2);
  const difference = await largestDifference(models.tfjs, models.ours, x);
  const ofPeers = await peerCalls(peers, network, models.tfjs, x, y);
  for (const task of TASKS) {
    const able = Object.entries(models).filter(([name]) => task === 'predict' || name !== 'fused');
    const calls = able.map(
      ([name, model]) => [name as Model, callOf(task, network, model, x, y)] as const,
    );
    const { called, problems } = await callable([...calls, ...ofPeers[task]]);
    const rounds = await timeRounds(called, pace, queue);
    const { name, chain } = network;
    report({
      kind: 'network',
      ...{ network: name, chain, activation, task, rounds, problems, difference },
    });
  }
  tf.dispose([x, y]);
  for (const model of Object.values(models)) dispose(model);
}

/** The network with each implementation of the activations, with the same weights. */
function build(
  network: Network,
  activation: ActivationName,
): Models & { tfjs: tf.LayersModel; ours: tf.LayersModel } {
  const tfjs = network.build(sources.tfjs, activation);
  const sameWeights = (model: tf.LayersModel) => {
    model.setWeights(tfjs.getWeights());
    return model;
  };
  const ours = sameWeights(network.build(sources.ours, activation));
  return {
    none: network.build(sources.none, activation),
    tfjs,
    ours,
    ...(!network.chain && {
      // A second copy of the network with tfjs's activations shows the random variation of the times.
      'tfjs again': sameWeights(network.build(sources.tfjs, activation)),
      fused: fuse(ours),
    }),
  };
}

function callOf(
  task: Task,
  network: Network,
  model: tf.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
): Call {
  if (task === 'predict') return () => tf.dispose(model.predictOnBatch(x));
  network.compile(model);
  return () => model.trainOnBatch(x, y);
}

/** The candidates that can be called, after one call each; for the others, the error. */
async function callable(calls: readonly NamedCall[]) {
  const called: Partial<Record<Candidate, Call>> = {};
  const problems: Partial<Record<Candidate, string>> = {};
  for (const [name, call] of calls) {
    try {
      await call();
      called[name] = call;
    } catch (error) {
      problems[name] = `throws: ${(error as Error).message.split('\n')[0]}`;
    }
  }
  return { called, problems };
}

async function largestDifference(
  expected: tf.LayersModel,
  received: tf.LayersModel,
  x: tf.Tensor,
): Promise<number> {
  const [a, b] = [expected, received].map((model) => model.predictOnBatch(x) as tf.Tensor);
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))));
  const [largest] = await difference.data();
  tf.dispose([a, b, difference]);
  return largest;
}

function dispose(model: tf.LayersModel): void {
  model.optimizer?.dispose();
  model.dispose();
}
