import * as tf from '@tensorflow/tfjs';
import { type Pace, type Queue, timeRounds } from '../measure.js';
import type { Candidate, NetworkResult, Task } from '../results.js';
import { type ActivationName, sources } from './activations.js';
import { fuse } from './fused.js';
import type { Network } from './network.js';
import { networks } from './networks.js';

type Models = Partial<Record<Candidate, tf.LayersModel>>;
type Calls = Partial<Record<Candidate, () => unknown>>;

/**
 * Rounds are short, so that most of them are not interrupted by other programs, and many. Where a queue must be drained
 * at the end of a round, that would take most of its time.
 */
const ROUND_MS = 1;
const ROUND_MS_OF_QUEUE = 40;

/** The chains are many, and their ratios larger than those of networks. */
const SHARE_OF_CHAINS = 1 / 4;

/** In software, a browser takes seconds for more. */
const MOST_FLOATS_OF_QUEUE = 32768;

/** Times all networks whose name, or that of the activation, contains `only`. */
export async function benchNetworks(
  only: string,
  budgetMs: number,
  report: (result: NetworkResult) => void,
  queue?: Queue,
): Promise<void> {
  const most = queue === undefined ? Number.POSITIVE_INFINITY : MOST_FLOATS_OF_QUEUE;
  for (const network of networks.filter(({ chain }) => (chain?.floats ?? 0) <= most)) {
    const pace = {
      budgetMs: network.chain ? budgetMs * SHARE_OF_CHAINS : budgetMs,
      warmUpMs: 40,
      roundMs: queue === undefined ? ROUND_MS : ROUND_MS_OF_QUEUE,
      fewestRounds: 3,
      mostRounds: 300,
    };
    for (const activation of network.activations) {
      if (`${network.name}, ${activation}`.includes(only)) {
        await benchNetwork(network, activation, pace, report, queue);
      }
    }
  }
}

/** Times one network with one activation: each of its candidates in turn, round by round. */
export async function benchNetwork(
  network: Network,
  activation: ActivationName,
  pace: Pace,
  report: (result: NetworkResult) => void,
  queue?: Queue,
): Promise<void> {
  const models = build(network, activation);
  const [inputShape, outputShape] = [models.tfjs.inputs[0], models.tfjs.outputs[0]].map(
    ({ shape }) => [network.batch, ...(shape.slice(1) as number[])],
  );
  const x = tf.randomNormal(inputShape, 0, 1, 'float32', 1);
  const y = tf.randomNormal(outputShape, 0, 1, 'float32', 2);
  const difference = await largestDifference(models.tfjs, models.ours, x);
  const tasks: Record<Task, (model: tf.LayersModel) => () => unknown> = {
    predict: (model) => () => tf.dispose(model.predictOnBatch(x)),
    'training step': (model) => {
      network.compile(model);
      return () => model.trainOnBatch(x, y);
    },
  };
  for (const [task, callOf] of Object.entries(tasks) as [Task, (typeof tasks)[Task]][]) {
    const { fused, ...trainable } = models;
    const able: Models = task === 'predict' ? models : trainable;
    const { calls, problems } = await callable(able, callOf);
    const rounds = await timeRounds(calls, pace, queue);
    const { name, chain } = network;
    report({
      kind: 'network',
      network: name,
      chain,
      activation,
      task,
      rounds,
      problems,
      difference,
    });
  }
  tf.dispose([x, y]);
  for (const model of Object.values(models)) dispose(model);
}

/** The network with the activations of each, and with the same weights. */
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
    // How much times differ by chance is seen of the networks.
    ...(!network.chain && { 'tfjs again': sameWeights(network.build(sources.tfjs, activation)) }),
    ours,
    ...(fuse && { fused: fuse(ours) }),
  };
}

/** What can be called, after one call each; of the rest, what it throws. */
async function callable(models: Models, callOf: (model: tf.LayersModel) => () => unknown) {
  const calls: Calls = {};
  const problems: Partial<Record<Candidate, string>> = {};
  for (const [name, model] of Object.entries(models) as [Candidate, tf.LayersModel][]) {
    const call = callOf(model);
    try {
      await call();
      calls[name] = call;
    } catch (error) {
      problems[name] = `throws: ${(error as Error).message.split('\n')[0]}`;
    }
  }
  return { calls, problems };
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
