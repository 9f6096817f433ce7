import * as tf from '@tensorflow/tfjs';
import { alongAxis, padAlong } from './along_axis.js';
import { sumOf } from './parts.js';
import { countOf, endsAlong, type Padding, placesAlong, type Windows } from './windows.js';

// Pooling by slices, which has gradients on all backends and with any strides. Axes are pooled one after another, the
// last one first, so that of equal maxima the same one has the gradient as in Keras.

/** The smallest number of float32, which is never the maximum of a window. */
const LOWEST = -3.4028234663852886e38;

/**
 * The maximum of tensors of one shape. Of equal elements, only the first has a gradient, as in Keras; `tf.max` gives
 * the whole gradient to each.
 */
export function firstMaximum(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.reduce((largest, each) => tf.maximum(largest, each));
}

/** The maxima of windows along the spatial axes of [batch, ...space, channels]. */
export function maxPool(x: tf.Tensor, windows: Windows, padding: Padding): tf.Tensor {
  return pooled(x, windows, padding, LOWEST, firstMaximum);
}

/** The means of windows along the spatial axes of [batch, ...space, channels], without the elements of the padding. */
export function averagePool(x: tf.Tensor, windows: Windows, padding: Padding): tf.Tensor {
  return pooled(x, windows, padding, 0, (places, axis, counts) => {
    const inverse = tf.tensor3d(
      counts.map((count) => 1 / count),
      [1, counts.length, 1],
    );
    return alongAxis(sumOf(places), axis, (flat) => tf.mul(flat, inverse));
  });
}

/**
 * @param fill The value of the padding.
 * @param pool Combines the first elements of all windows along an axis, the second elements, and so on. It is also given
 *   the number of elements of each window that are not padding.
 */
function pooled(
  x: tf.Tensor,
  windows: Windows,
  padding: Padding,
  fill: number,
  pool: (places: readonly tf.Tensor[], axis: number, counts: readonly number[]) => tf.Tensor,
): tf.Tensor {
  const { kernelSize, strides } = windows;
  return kernelSize.reduceRight((y, size, axis) => {
    const length = y.shape[axis + 1];
    const ends = endsAlong(windows, axis, length, padding);
    const longer = padAlong(y, axis + 1, ends, fill);
    const count = countOf(windows, axis, longer.shape[axis + 1], 'valid');
    const counts = Array.from({ length: count }, (_, i) => {
      const start = i * strides[axis] - ends[0];
      return Math.min(start + size, length) - Math.max(start, 0);
    });
    return pool(placesAlong(longer, windows, axis), axis + 1, counts);
  }, x);
}
