import * as tf from '@tensorflow/tfjs';
import { alongAxis, type Ends, padAlong, padSpace, sliceAlong } from './along_axis.js';
import { split, unstack } from './parts.js';
import { repeatAlong } from './resampling.js';

// Convolutions of slices, concatenations and products of matrices, which have gradients on all backends and with any
// strides and dilations; tfjs's own lack these on wasm, and where they are dilated.

/** Where windows stand along each axis of space, which is the axis one later of a tensor. */
export interface Windows {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
}

export type Padding = 'valid' | 'same' | 'causal';

/** How long a window is with its gaps. */
export function spanOf({ kernelSize, dilationRate }: Windows, axis: number): number {
  return (kernelSize[axis] - 1) * dilationRate[axis] + 1;
}

/** How many windows there are along an axis, of `length` elements. */
export function countOf(windows: Windows, axis: number, length: number, padding: Padding): number {
  const padded = padding === 'valid' ? length - spanOf(windows, axis) + 1 : length;
  return Math.ceil(padded / windows.strides[axis]);
}

/** Zeros at the ends of the axes of space, so that windows begin and end where `padding` says. */
export function padded(x: tf.Tensor, windows: Windows, padding: Padding): tf.Tensor {
  if (padding === 'valid') return x;
  const ends = windows.kernelSize.map((_, axis): Ends => {
    const span = spanOf(windows, axis);
    if (padding === 'causal') return [span - 1, 0];
    const length = x.shape[axis + 1];
    const count = countOf(windows, axis, length, padding);
    const zeros = Math.max((count - 1) * windows.strides[axis] + span - length, 0);
    return [zeros >> 1, zeros - (zeros >> 1)];
  });
  return padSpace(x, ends);
}

/** `count` elements along an axis, from `begin` on, `stride` apart. */
function everyOther(
  x: tf.Tensor,
  axis: number,
  { begin, count, stride }: { begin: number; count: number; stride: number },
): tf.Tensor {
  const span = (count - 1) * stride + 1;
  const slice = sliceAlong(x, axis, begin, span);
  if (stride === 1) return slice;
  return alongAxis(padAlong(slice, axis, [0, count * stride - span]), axis, (flat) => {
    const inner = flat.shape[2];
    return tf.slice(tf.reshape(flat, [-1, stride * inner]), [0, 0], [-1, inner]);
  });
}

/** The elements of all windows along one axis: one tensor for each place in a window. */
function placesAlong(x: tf.Tensor, windows: Windows, axis: number): tf.Tensor[] {
  const stride = windows.strides[axis];
  const count = countOf(windows, axis, x.shape[axis + 1], 'valid');
  return Array.from({ length: windows.kernelSize[axis] }, (_, place) =>
    everyOther(x, axis + 1, { begin: place * windows.dilationRate[axis], count, stride }),
  );
}

/**
 * The elements of each window in the place of the channels, the last axis of the window counting fastest.
 *
 * @param isReversed The elements of a window come in the reverse order along each axis.
 */
function patches(x: tf.Tensor, windows: Windows, isReversed: boolean): tf.Tensor {
  const axes = windows.kernelSize.map((_, axis) => axis).reverse();
  return axes.reduce((gathered, axis) => {
    const places = placesAlong(gathered, windows, axis);
    const rows = (isReversed ? places.reverse() : places).map((place) =>
      tf.reshape(place, [-1, place.shape[place.rank - 1]]),
    );
    return tf.reshape(tf.concat(rows, 1), [...places[0].shape.slice(0, -1), -1]);
  }, x);
}

/** `x` times a matrix, along its last axis. */
function timesMatrix(x: tf.Tensor, matrix: tf.Tensor2D): tf.Tensor {
  const product = tf.matMul(tf.reshape(x, [-1, matrix.shape[0]]), matrix);
  return tf.reshape(product, [...x.shape.slice(0, -1), matrix.shape[1]]);
}

/**
 * The convolution of `x`, [batch, ...space, channels], with a kernel [...windows, channels of a group, filters]. Each of
 * the groups of channels has the same number of filters.
 */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, windows: Windows, groups = 1): tf.Tensor {
  if (groups > 1) {
    const kernels = split(kernel, groups, -1);
    const inputs = split(x, groups, -1);
    return tf.concat(
      inputs.map((input, i) => convolve(input, kernels[i], windows)),
      -1,
    );
  }
  const filters = kernel.shape[kernel.rank - 1];
  return timesMatrix(patches(x, windows, false), tf.reshape(kernel, [-1, filters]));
}

/**
 * The transposed convolution of `x` with a kernel [...windows, filters, channels]: `ends` says how many elements are
 * before and behind those between the first and the last element of `x`.
 */
export function convolveTransposed(
  x: tf.Tensor,
  kernel: tf.Tensor,
  windows: Windows,
  ends: readonly Ends[],
): tf.Tensor {
  const spread = windows.strides.reduce((y, stride, axis) => spreadAlong(y, axis + 1, stride), x);
  const [filters, channels] = kernel.shape.slice(-2);
  const matrix = tf.reshape(tf.transpose(tf.reshape(kernel, [-1, filters, channels]), [0, 2, 1]), [
    -1,
    filters,
  ]) as tf.Tensor2D;
  const dense = { ...windows, strides: windows.strides.map(() => 1) };
  return timesMatrix(patches(padSpace(spread, ends), dense, true), matrix);
}

/** The same elements `stride` apart along an axis, with zeros between. */
function spreadAlong(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
  if (stride === 1) return x;
  const spread = alongAxis(x, axis, (flat) => {
    const rows = tf.reshape(flat, [-1, flat.shape[2]]) as tf.Tensor2D;
    return tf.pad(rows, [
      [0, 0],
      [0, (stride - 1) * flat.shape[2]],
    ]);
  });
  return sliceAlong(spread, axis, 0, spread.shape[axis] - stride + 1);
}

/**
 * Each channel of `x` convolved with its own kernels: of a kernel [...windows, channels, multiplier], in the order
 * [channels, multiplier].
 */
export function convolveDepthwise(x: tf.Tensor, kernel: tf.Tensor, windows: Windows): tf.Tensor {
  const [channels, multiplier] = kernel.shape.slice(-2);
  const weights = unstack(tf.reshape(kernel, [-1, channels * multiplier]));
  const axes = windows.kernelSize.map((_, axis) => axis);
  const places = axes.reduce(
    (tensors, axis) => tensors.flatMap((each) => placesAlong(each, windows, axis)),
    [repeatAlong(x, x.rank - 1, multiplier)],
  );
  return tf.addN(places.map((place, i) => tf.mul(place, weights[i])));
}
