import * as tf from '@tensorflow/tfjs';
import type { Point } from './data_sets.js';
import {
  type Architecture,
  crossEntropy,
  network,
  type OptimizerName,
  optimizer,
  type TrainedActivation,
} from './network.js';

export interface Optimization {
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
}

/** The numbers of a tensor, independent of a backend. */
interface Values {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: tf.DataType;
  readonly values: tf.TypedArray;
}

/** The weights and the state of the optimizer, which are moved from one backend to another. */
export interface SavedLearner {
  readonly weights: readonly Values[];
  readonly optimizer: readonly Values[];
}

/** A network that is trained with one activation. */
export class Learner {
  private readonly model: tf.Sequential;
  private optimizer: tf.Optimizer;

  constructor(
    readonly activation: TrainedActivation,
    architecture: Architecture,
    optimization: Optimization,
  ) {
    this.model = network(activation, architecture);
    this.optimizer = optimizer(optimization.optimizer, optimization.learningRate);
    this.compile();
  }

  private compile(): void {
    this.model.compile({ optimizer: this.optimizer, loss: crossEntropy });
  }

  /** Changes the optimizer, or only its learning rate, which keeps its state. */
  async optimizeWith(optimization: Optimization, keepsState: boolean): Promise<void> {
    const saved = keepsState ? await valuesOf(await this.optimizer.getWeights()) : undefined;
    this.optimizer.dispose();
    this.optimizer = optimizer(optimization.optimizer, optimization.learningRate);
    if (saved) await this.restoreOptimizer(saved);
    this.compile();
  }

  /** Trains on a batch; returns the loss before the step. */
  async step(batch: readonly Point[]): Promise<number> {
    const inputs = tf.tensor2d(
      batch.flatMap(({ x, y }) => [x, y]),
      [batch.length, 2],
    );
    const signs = tf.tensor2d(
      batch.map(({ label }) => 2 * label - 1),
      [batch.length, 1],
    );
    try {
      return (await this.model.trainOnBatch(inputs, signs)) as number;
    } finally {
      tf.dispose([inputs, signs]);
    }
  }

  /** The outputs of the network for points: x and y alternately. */
  async outputs(places: Float32Array): Promise<Float32Array> {
    const output = tf.tidy(() => {
      const inputs = tf.tensor2d(places, [places.length / 2, 2]);
      return this.model.apply(inputs) as tf.Tensor;
    });
    try {
      return (await output.data()) as Float32Array;
    } finally {
      output.dispose();
    }
  }

  /** The current values of each learned parameter, one for each layer. */
  async learnedValues(): Promise<Readonly<Record<string, readonly number[]>>> {
    const values = this.activation.learned.map(async ({ name }) => {
      const weights = this.model.weights.filter(({ originalName }) => {
        return originalName.split('/').at(-1) === name;
      });
      const read = await Promise.all(weights.map((weight) => weight.read().data()));
      return [name, read.map(([value]) => value)] as const;
    });
    return Object.fromEntries(await Promise.all(values));
  }

  async save(): Promise<SavedLearner> {
    const weights = this.model.weights.map((weight) => ({
      name: weight.originalName,
      tensor: weight.read(),
    }));
    const state = await this.optimizer.getWeights();
    return { weights: await valuesOf(weights), optimizer: await valuesOf(state) };
  }

  async restore({ weights, optimizer }: SavedLearner): Promise<void> {
    tf.tidy(() => this.model.setWeights(weights.map(tensorOf)));
    await this.restoreOptimizer(optimizer);
  }

  private async restoreOptimizer(saved: readonly Values[]): Promise<void> {
    const named = saved.map((values) => ({ name: values.name, tensor: tensorOf(values) }));
    await this.optimizer.setWeights(named);
    tf.dispose(named.map(({ tensor }) => tensor));
  }

  dispose(): void {
    this.model.dispose();
    this.optimizer.dispose();
  }
}

async function valuesOf(
  tensors: readonly { name: string; tensor: tf.Tensor }[],
): Promise<readonly Values[]> {
  const read = tensors.map(async ({ name, tensor }) => {
    const { shape, dtype } = tensor;
    const values = await tensor.data();
    // tfjs creates a new tensor for the iteration count at each read; variables must not be disposed.
    if (!(tensor instanceof tf.Variable)) tensor.dispose();
    return { name, shape, dtype, values };
  });
  return Promise.all(read);
}

function tensorOf({ values, shape, dtype }: Values): tf.Tensor {
  return tf.tensor(values, shape, dtype as 'float32');
}
