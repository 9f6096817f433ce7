import type * as tf from '@tensorflow/tfjs';
import type { DerivedFormula } from './derived_formula.js';
import type { SliceFormulas } from './slice_formulas.js';
import type { Slices } from './slices.js';

/** One run of an elementwise formula. */
export interface ElementwiseRun {
  readonly formula: DerivedFormula;
  /** The variables of the formula that are tensors, float32, each of `shape` or broadcast to it. */
  readonly names: readonly string[];
  readonly inputs: readonly tf.Tensor[];
  /** The values of the formula's other variables, in its order. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly shape: number[];
}

/** Runs a formula on one backend, which is given as the live backend object. */
export type Runner<Backend> = (run: ElementwiseRun, backend: Backend) => tf.TensorInfo | tf.Tensor;

/** Runs a kernel over slices of tensors of one shape; `undefined` where the backend cannot. */
export type SliceRunner<Backend> = (
  formulas: SliceFormulas,
  slices: Slices,
  inputs: readonly tf.Tensor[],
  backend: Backend,
) => tf.TensorInfo | undefined;

/** Says which part of a backend is not as expected. More is used of it than tfjs promises. */
export type Probe<Backend> = (backend: Backend) => string | undefined;

/** The first path in an object that does not lead to a value of the given type. */
export function missingOf(
  object: object,
  types: Readonly<Record<string, 'function' | 'number' | 'boolean'>>,
): string | undefined {
  return Object.keys(types).find((path) => {
    let value: unknown = object;
    for (const name of path.split('.')) value = (value as Record<string, unknown>)?.[name];
    return typeof value !== types[path];
  });
}
