import * as tf from '@tensorflow/tfjs';
import { expectValues } from './values.js';

export interface Saved {
  readonly shape: number[];
  readonly values: number[];
}

/** Expects the outputs that real Keras computed from these inputs, within an absolute error. */
export async function expectOutputsWithin(
  model: tf.LayersModel,
  { x, y }: { readonly x: readonly Saved[]; readonly y: readonly Saved[] },
  absolute: number | ((values: readonly number[]) => number),
): Promise<void> {
  const inputs = x.map(({ values, shape }) => tf.tensor(values, shape));
  const outputs = [model.predict(inputs.length === 1 ? inputs[0] : inputs)].flat();
  expect(outputs.map(({ shape }) => shape)).toEqual(y.map(({ shape }) => shape));
  for (const [i, { values }] of y.entries()) {
    const bound = typeof absolute === 'number' ? absolute : absolute(values);
    await expectValues(outputs[i], values, { ulp: 0, absolute: bound });
  }
}

/** Expects the outputs that real Keras computed from these inputs, within 1e-5 of the largest one, or of 1. */
export function expectSavedOutputs(
  model: tf.LayersModel,
  run: { readonly x: readonly Saved[]; readonly y: readonly Saved[] },
): Promise<void> {
  return expectOutputsWithin(model, run, (values) => 1e-5 * Math.max(1, ...values.map(Math.abs)));
}
