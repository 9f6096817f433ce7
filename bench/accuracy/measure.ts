import type * as tf from '@tensorflow/tfjs';
import { PROMISED, ulpAt } from '../../test/support/values.js';
import { variable } from './jet.js';
import { given, references } from './reference.js';

export type Name = keyof typeof references;

/** The orders of the activation, its slope and its curvature. */
export const ORDERS = [0, 1, 2] as const;
export type Derivative = (typeof ORDERS)[number];

/** The errors of results, compared with float64. */
export interface Accuracy {
  readonly name: string;
  readonly order: Derivative;
  readonly inputs: number;
  /** The largest error in units in the last place, among errors above 1e-7, and its input. */
  readonly ulp: number;
  readonly ulpAt: number;
  /** The largest absolute error, among errors above 4 units in the last place, and its input. */
  readonly absolute: number;
  readonly absoluteAt: number;
  /** The number of results that are the float32 nearest to the float64 value. */
  readonly rounded: number;
  /** The number of results that are NaN or infinite although the float64 value is finite. */
  readonly broken: number;
}

export function nothingYet(name: string, order: Derivative): Accuracy {
  const none = { inputs: 0, ulp: 0, ulpAt: 0, absolute: 0, absoluteAt: 0, rounded: 0, broken: 0 };
  return { name, order, ...none };
}

/** Adds the errors of some results. Exact values that float32 cannot represent are ignored. */
export function count(
  accuracy: Accuracy,
  inputs: Float32Array,
  received: ArrayLike<number>,
): Accuracy {
  const { name, order } = accuracy;
  const reference = references[name as Name];
  const total = { ...accuracy };
  for (let i = 0; i < inputs.length; i++) {
    const exact = reference(variable(inputs[i]))[order];
    const nearest = Math.fround(exact);
    if (!Number.isFinite(nearest)) continue;
    total.inputs++;
    if (received[i] === nearest) {
      total.rounded++;
      continue;
    }
    if (!Number.isFinite(received[i])) {
      total.broken++;
      continue;
    }
    const error = Math.abs(received[i] - exact);
    const units = error / ulpAt(exact);
    if (error > PROMISED.absolute && units > total.ulp)
      Object.assign(total, { ulp: units, ulpAt: inputs[i] });
    if (units > PROMISED.ulp && error > total.absolute) {
      Object.assign(total, { absolute: error, absoluteAt: inputs[i] });
    }
  }
  return total;
}

type Op = (x: tf.Tensor, parameters?: object) => tf.Tensor;

/** The op of an activation, or its derivative of this order. */
export function derived(
  { grad }: Pick<typeof tf, 'grad'>,
  ops: Readonly<Record<string, unknown>>,
  name: Name,
  order: Derivative,
): (x: tf.Tensor) => tf.Tensor {
  let f = (x: tf.Tensor) => (ops[name] as Op)(x, given[name]);
  for (let i = 0; i < order; i++) {
    const before = f;
    f = grad((x) => before(x));
  }
  return f;
}
