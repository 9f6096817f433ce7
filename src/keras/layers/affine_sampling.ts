import * as tf from '@tensorflow/tfjs';

/** How an image continues beyond its edges: reflected, repeated, with the pixels of the edge, or with a constant. */
export type FillMode = 'reflect' | 'wrap' | 'nearest' | 'constant';

/** How pixels between and beyond those of an image are computed. */
export interface Sampling {
  readonly fillMode: FillMode;
  /** The constant beyond the edges. */
  readonly fillValue: number;
  readonly interpolation: 'nearest' | 'bilinear';
}

/**
 * The coefficients that map a pixel (x, y) of the output to the point (a0 x + a1 y + a2, b0 x + b1 y + b2) of the
 * input.
 */
export type Affine = readonly [
  ...[a0: tf.Tensor, a1: tf.Tensor, a2: tf.Tensor],
  ...[b0: tf.Tensor, b1: tf.Tensor, b2: tf.Tensor],
];

/**
 * Samples images at transformed points, as `tf.image.transform`, which tfjs-node does not have.
 *
 * @param images Of shape [batch, height, width, channels].
 * @param affine Each of shape [batch, 1, 1], one number for each image.
 */
export function sampled(images: tf.Tensor, affine: Affine, sampling: Sampling): tf.Tensor {
  const [, height, width] = images.shape;
  const x = tf.reshape(tf.range(0, width, 1, 'float32'), [1, 1, width]);
  const y = tf.reshape(tf.range(0, height, 1, 'float32'), [1, height, 1]);
  const [a0, a1, a2, b0, b1, b2] = affine;
  const column = within(tf.add(tf.add(tf.mul(a0, x), tf.mul(a1, y)), a2), width, sampling.fillMode);
  const row = within(tf.add(tf.add(tf.mul(b0, x), tf.mul(b1, y)), b2), height, sampling.fillMode);
  const { fillValue } = sampling;
  if (sampling.interpolation === 'nearest') {
    const nearest = (place: tf.Tensor) => tf.floor(tf.add(place, 0.5));
    return pixels(images, nearest(row), nearest(column), fillValue);
  }
  const [top, left] = [tf.floor(row), tf.floor(column)];
  const down = tf.expandDims(tf.sub(row, top), -1);
  const right = tf.expandDims(tf.sub(column, left), -1);
  const between = (from: tf.Tensor, to: tf.Tensor, share: tf.Tensor) =>
    tf.add(tf.mul(tf.sub(1, share), from), tf.mul(share, to));
  const [bottom, after] = [tf.add(top, 1), tf.add(left, 1)];
  const line = (at: tf.Tensor) =>
    between(pixels(images, at, left, fillValue), pixels(images, at, after, fillValue), right);
  return between(line(top), line(bottom), down);
}

/**
 * The positions inside the image, along an axis, of the pixels at these positions. TensorFlow's reflection repeats
 * the edge.
 */
function within(place: tf.Tensor, length: number, mode: FillMode): tf.Tensor {
  const inside = (at: tf.Tensor) => tf.clipByValue(at, 0, length - 1);
  if (mode === 'constant') return place;
  if (mode === 'nearest' || length === 1) return inside(place);
  if (mode === 'reflect') {
    const period = 2 * length;
    const at = tf.sub(place, tf.mul(period, tf.floor(tf.div(place, period))));
    return inside(tf.where(tf.less(at, length), at, tf.sub(period - 1, at)));
  }
  const turns = tf.floor(tf.div(tf.abs(place), length - 1));
  const before = tf.add(place, tf.mul(length, tf.add(turns, 1)));
  const behind = tf.sub(place, tf.mul(length, turns));
  return inside(
    tf.where(tf.less(place, 0), before, tf.where(tf.greater(place, length - 1), behind, place)),
  );
}

/** The largest integer below which all integers are exact as floats, which webgl uses for integers. */
const LARGEST = 2 ** 24;

/** The pixels at integer positions, each of shape [batch, height, width]. */
function pixels(
  images: tf.Tensor,
  row: tf.Tensor,
  column: tf.Tensor,
  fillValue: number,
): tf.Tensor {
  const [batch, height, width, channels] = images.shape;
  if (batch > 1 && batch * height * width > LARGEST) {
    const [first, last] = [0, 1].map((half) => {
      const part = (tensor: tf.Tensor) =>
        tf.split(tensor, [batch >> 1, batch - (batch >> 1)])[half];
      return pixels(part(images), part(row), part(column), fillValue);
    });
    return tf.concat([first, last]);
  }
  const [y, x] = [tf.clipByValue(row, 0, height - 1), tf.clipByValue(column, 0, width - 1)];
  const isInside = tf.logicalAnd(tf.equal(y, row), tf.equal(x, column));
  const image = tf.reshape(tf.range(0, batch), [batch, 1, 1]);
  const place = tf.add(tf.mul(tf.add(tf.mul(image, height), y), width), x);
  // Gathers from the whole batch at once, because on wasm tfjs reads out of bounds if it gathers in each image of a
  // batch of one.
  const flat = tf.reshape(images, [batch * height * width, channels]);
  const read = tf.gather(flat, tf.cast(tf.reshape(place, [-1]), 'int32'));
  const found = tf.reshape(read, images.shape);
  return tf.where(tf.expandDims(isInside, -1), found, tf.fill(images.shape, fillValue));
}
