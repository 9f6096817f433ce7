import type * as tf from '@tensorflow/tfjs';
import type { DerivedFormula } from './derived_formula.js';

/** One run of an elementwise formula. */
export interface ElementwiseRun {
  readonly formula: DerivedFormula;
  /** The tensors that the formula reads, float32, each of `shape` or broadcast to it. */
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
  /** The scalar parameters, among them those that the formula reads. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly shape: number[];
}

/** Runs a formula on one backend, which is given as the live backend object. */
export type Runner<Backend> = (run: ElementwiseRun, backend: Backend) => tf.TensorInfo | tf.Tensor;
