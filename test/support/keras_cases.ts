import * as tf from '@tensorflow/tfjs';
import { expectValues } from './values.js';

// Models with the results of real Keras, written by `make.py` in a folder of test/fixtures/keras/.

export interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

/** The inputs and outputs of a model, and its outputs after five training steps with SGD. */
export interface Run {
  readonly x: readonly Numbers[];
  readonly y: readonly Numbers[];
  readonly targets?: readonly Numbers[];
  readonly trained?: readonly Numbers[];
}

const STEPS = 5;

const tensors = (numbers: readonly Numbers[]) =>
  numbers.map(({ shape, values }) => tf.tensor(values, shape));
const oneOrAll = <T>(all: readonly T[]) => (all.length === 1 ? all[0] : [...all]);

async function expectOutputs(
  model: tf.LayersModel,
  { x }: Run,
  y: readonly Numbers[],
  absolute: number,
): Promise<void> {
  const inputs = tensors(x);
  const outputs = [model.predict(oneOrAll(inputs), { batchSize: inputs[0].shape[0] })].flat();
  expect(outputs.map(({ shape }) => shape)).toEqual(y.map(({ shape }) => shape));
  for (const [i, { values }] of y.entries()) {
    await expectValues(outputs[i], values, { ulp: 0, absolute });
  }
  tf.dispose([inputs, outputs]);
}

async function train(model: tf.LayersModel, { x, targets = [] }: Run): Promise<void> {
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const [inputs, labels] = [oneOrAll(tensors(x)), oneOrAll(tensors(targets))];
  for (let step = 0; step < STEPS; step++) await model.trainOnBatch(inputs, labels);
}

/** Expects the outputs of Keras within 1e-5, and within 1e-4 after training. */
export async function expectRun(model: tf.LayersModel, run: Run): Promise<void> {
  await expectOutputs(model, run, run.y, 1e-5);
  if (run.trained === undefined) return;
  await train(model, run);
  await expectOutputs(model, run, run.trained, 1e-4);
}
