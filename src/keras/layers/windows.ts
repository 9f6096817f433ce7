import * as tf from '@tensorflow/tfjs';
import { alongAxis, type Ends, padAlong, padSpace, sliceAlong } from './along_axis.js';
import { split, sumOf, unstack } from './parts.js';
import { repeatAlong } from './resampling.js';

// Convolutions built from slices, concatenations and matrix products, which have gradients on all backends and with
// any strides and dilations; tfjs's own convolutions have no gradients on wasm, or if they are dilated.

/** The windows along each spatial axis, which is the next axis of a tensor. */
export interface Windows {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
}

export type Padding = 'valid' | 'same' | 'causal';

/** The length of a window including its gaps. */
export function spanOf({ kernelSize, dilationRate }: Windows, axis: number): number {
  return (kernelSize[axis] - 1) * dilationRate[axis] + 1;
}

/** The number of windows along an axis of `length` elements. */
export function countOf(windows: Windows, axis: number, length: number, padding: Padding): number {
  const padded = padding === 'valid' ? length - spanOf(windows, axis) + 1 : length;
  return Math.ceil(padded / windows.strides[axis]);
}

/** The number of elements that `padding` adds at the ends of an axis of `length` elements. */
export function endsAlong(windows: Windows, axis: number, length: number, padding: Padding): Ends {
  if (padding === 'valid') return [0, 0];
  const span = spanOf(windows, axis);
  if (padding === 'causal') return [span - 1, 0];
  const count = countOf(windows, axis, length, padding);
  const added = Math.max((count - 1) * windows.strides[axis] + span - length, 0);
  return [added >> 1, added - (added >> 1)];
}

/** Adds zeros at the ends of the spatial axes, as `padding` requires. */
export function padded(x: tf.Tensor, windows: Windows, padding: Padding): tf.Tensor {
  return padSpace(
    x,
    windows.kernelSize.map((_, axis) => endsAlong(windows, axis, x.shape[axis + 1], padding)),
  );
}

/** `count` elements along an axis, starting at `begin`, `stride` apart. */
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

/** The elements of all windows along one axis: one tensor for each position in a window. */
export function placesAlong(x: tf.Tensor, windows: Windows, axis: number): tf.Tensor[] {
  const stride = windows.strides[axis];
  const count = countOf(windows, axis, x.shape[axis + 1], 'valid');
  return Array.from({ length: windows.kernelSize[axis] }, (_, place) =>
    everyOther(x, axis + 1, { begin: place * windows.dilationRate[axis], count, stride }),
  );
}

/**
 * The elements of each window in place of the channels, the last axis of the window varying fastest.
 *
 * @param isReversed Whether the elements of a window are reversed along each axis.
 */
export function patches(x: tf.Tensor, windows: Windows, isReversed = false): tf.Tensor {
  const axes = windows.kernelSize.map((_, axis) => axis).reverse();
  return axes.reduce((gathered, axis) => {
    const places = placesAlong(gathered, windows, axis);
    const rows = (isReversed ? places.reverse() : places).map((place) =>
      tf.reshape(place, [-1, place.shape[place.rank - 1]]),
    );
    return tf.reshape(tf.concat(rows, 1), [...places[0].shape.slice(0, -1), -1]);
  }, x);
}

/** Multiplies `x` by a matrix along its last axis. */
function timesMatrix(x: tf.Tensor, matrix: tf.Tensor2D): tf.Tensor {
  const product = tf.matMul(tf.reshape(x, [-1, matrix.shape[0]]), matrix);
  return tf.reshape(product, [...x.shape.slice(0, -1), matrix.shape[1]]);
}

/**
 * Convolves `x`, [batch, ...space, channels], with a kernel [...windows, channels of a group, filters]. Each group of
 * channels has the same number of filters.
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
  return timesMatrix(patches(x, windows), tf.reshape(kernel, [-1, filters]));
}

/**
 * Transposed convolution of `x` with a kernel [...windows, filters, channels]: `ends` is the number of elements
 * before and after those between the first and the last element of `x`.
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

/** The same elements `stride` apart along an axis, with zeros in between. */
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
 * Convolves each channel of `x` with its own kernels: a kernel [...windows, channels, multiplier] gives channels in
 * the order [channels, multiplier].
 */
export function convolveDepthwise(x: tf.Tensor, kernel: tf.Tensor, windows: Windows): tf.Tensor {
  const [channels, multiplier] = kernel.shape.slice(-2);
  const weights = unstack(tf.reshape(kernel, [-1, channels * multiplier]));
  const axes = windows.kernelSize.map((_, axis) => axis);
  const places = axes.reduce(
    (tensors, axis) => tensors.flatMap((each) => placesAlong(each, windows, axis)),
    [repeatAlong(x, x.rank - 1, multiplier)],
  );
  return sumOf(places.map((place, i) => tf.mul(place, weights[i])));
}
