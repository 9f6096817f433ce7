import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { fromKeras } from '../../src/keras/index.js';
import { readFixture } from './fixtures.js';

// The models of test/fixtures/keras/sweep, and their results here.

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

/** A small model around a layer of a class, as saved and computed by Keras. */
export interface SweepCase {
  readonly version: string;
  readonly class: string;
  readonly name: string;
  readonly config: object;
  readonly weights: readonly (Numbers & { readonly name: string })[];
  readonly x: readonly Numbers[];
  /** The outputs of a call; of several calls if there are more outputs than the model has. */
  readonly y: readonly Numbers[];
  /** The target of five steps of SGD with a rate of 0.05, and the loss before each step. */
  readonly target?: Numbers;
  readonly losses?: readonly number[];
}

/** The same result to 2e-5, a refusal with an error, a different result, or an error after loading. */
export interface Outcome {
  readonly kind: 'equal' | 'refused' | 'wrong' | 'throws';
  readonly reason: string;
}

export const SWEEPS = ['keras2', 'keras3'] as const;

export async function readSweep(name: (typeof SWEEPS)[number]): Promise<SweepCase[]> {
  const packed = await readFixture(`keras/sweep/${name}.json.gz`);
  return JSON.parse(gunzipSync(packed).toString());
}

const TOLERANCE = 2e-5;
/** For models that Keras computed in half precision. */
const TOLERANCE_OF_HALF = 4e-3;
const TOLERANCE_OF_LOSSES = 1e-4;

/**
 * Compares the outputs of a case, as loaded and as fused, and its losses in training.
 *
 * @param isTrained Whether to train the model. A case without losses is never trained.
 */
export async function outcomeOf(each: SweepCase, isTrained: boolean): Promise<Outcome> {
  let model: tf.LayersModel;
  try {
    model = await tf.loadLayersModel(fromKeras(handlerOf(each)));
  } catch (error) {
    return { kind: 'refused', reason: (error as Error).message };
  }
  try {
    const worst = await worstOutput(model, each);
    const tolerance = /float16/.test(each.name) ? TOLERANCE_OF_HALF : TOLERANCE;
    if (!(worst <= tolerance)) return { kind: 'wrong', reason: `outputs are off by ${worst}` };
    const fused = fuse(model);
    const worstFused = await worstOutput(fused, each);
    fused.dispose();
    if (!(worstFused <= tolerance)) {
      return { kind: 'wrong', reason: `outputs of the fused model are off by ${worstFused}` };
    }
    const worstLoss = isTrained ? await worstOfLosses(model, each) : 0;
    if (worstLoss <= TOLERANCE_OF_LOSSES) return { kind: 'equal', reason: '' };
    return { kind: 'wrong', reason: `losses in training are off by ${worstLoss}` };
  } catch (error) {
    return { kind: 'throws', reason: (error as Error).message };
  } finally {
    model.dispose();
  }
}

function handlerOf({ config, version, weights }: SweepCase): tf.io.IOHandler {
  const values = Float32Array.from(weights.flatMap((weight) => weight.values));
  return {
    load: async () => ({
      modelTopology: { model_config: config, keras_version: version },
      weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const })),
      weightData: values.buffer,
    }),
  };
}

function inputsOf(model: tf.LayersModel, { x }: SweepCase): tf.Tensor | tf.Tensor[] {
  const inputs = x.map(({ values, shape }, i) => tf.tensor(values, shape, model.inputs[i]?.dtype));
  return inputs.length > 1 ? inputs : inputs[0];
}

/** The largest error of an output, relative to the largest element of its tensor; NaN if a shape differs. */
async function worstOutput(model: tf.LayersModel, each: SweepCase): Promise<number> {
  const inputs = inputsOf(model, each);
  const calls = each.y.length / model.outputs.length;
  if (!Number.isInteger(calls)) return Number.NaN;
  const errors: number[] = [];
  for (let call = 0; call < calls; call++) {
    const outputs = [model.predict(inputs)].flat();
    for (const [i, output] of outputs.entries()) {
      const expected = each.y[call * outputs.length + i];
      if (String(output.shape) !== String(expected.shape)) return Number.NaN;
      errors.push(worstError(await output.data(), expected.values));
    }
    tf.dispose(outputs);
  }
  tf.dispose(inputs);
  return worstOf(errors);
}

function worstError(received: ArrayLike<number>, expected: readonly number[]): number {
  const scale = Math.max(1, worstOf(expected.map(Math.abs)));
  return worstOf(expected.map((value, i) => Math.abs(received[i] - value) / scale));
}

/** The largest error; NaN is larger than any number. */
function worstOf(errors: readonly number[]): number {
  return errors.reduce((worst, error) => Math.max(worst, error), 0);
}

async function worstOfLosses(model: tf.LayersModel, each: SweepCase): Promise<number> {
  const { target, losses } = each;
  if (target === undefined || losses === undefined) return 0;
  model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
  const inputs = inputsOf(model, each);
  const learned = tf.tensor(target.values, target.shape);
  const received: number[] = [];
  for (const _ of losses) {
    received.push([await model.trainOnBatch(inputs, learned)].flat()[0] as number);
  }
  tf.dispose([inputs, learned]);
  return worstError(received, losses);
}
