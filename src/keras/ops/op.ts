import type * as tf from '@tensorflow/tfjs';
import { axesOf, axisOf, inInts, numberOf, type OpArguments, tensorOf } from './arguments.js';
import { constant } from './gradients.js';

// The kinds of ops.

export interface Op {
  /** The parameters: first those of the calls, then those of the config. */
  readonly parameters: readonly string[];
  readonly compute: (given: OpArguments) => tf.Tensor | tf.Tensor[];
}

export type Ops = Readonly<Record<string, Op>>;
type Read = (value: unknown) => tf.Tensor;

export function op(parameters: string, compute: Op['compute']): Op {
  return { parameters: parameters.split(' '), compute };
}

export const ofOne = (compute: (x: tf.Tensor) => tf.Tensor, read: Read = tensorOf) =>
  op('x', ({ x }) => compute(read(x)));

export const ofTwo = (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, read: Read = numberOf) =>
  op('x1 x2', ({ x1, x2 }) => compute(read(x1), read(x2)));

/** The same for ops that are constant wherever they are differentiable: their gradients are 0. */
export const stepOfOne = (compute: (x: tf.Tensor) => tf.Tensor, read?: Read) =>
  ofOne((x) => constant(compute, x), read);

export const stepOfTwo = (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, read?: Read) =>
  ofTwo((a, b) => constant(compute, a, b), read);

/** An op that removes axes. */
export const reduction = (
  compute: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  read: Read = numberOf,
) =>
  op('x axis keepdims', ({ x, axis, keepdims }) => {
    const tensor = read(x);
    const axes = axesOf(axis, tensor.rank);
    return inInts(tensor, (x) => compute(x, axes, keepdims === true));
  });

/** An op along one axis, given as a nonnegative number. */
export const along = (
  parameters: string,
  compute: (x: tf.Tensor, axis: number, given: OpArguments) => tf.Tensor | tf.Tensor[],
  { read = tensorOf, byDefault }: { readonly read?: Read; readonly byDefault?: number } = {},
) =>
  op(parameters, (given) => {
    const x = read(given.x);
    return compute(x, axisOf(given.axis ?? byDefault, x.rank), given);
  });
