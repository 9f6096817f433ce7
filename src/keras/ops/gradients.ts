import * as tf from '@tensorflow/tfjs';
import { asNumbers } from '../layers/as_numbers.js';

// Functions of tfjs with the gradients that Keras has, where tfjs has none, or a wrong one.

/**
 * `compute` with another gradient.
 *
 * @param gradient Receives the input, the output, and `others`, which tfjs would dispose if they were not saved.
 */
function withGradient(
  x: tf.Tensor,
  compute: (x: tf.Tensor) => tf.Tensor,
  gradient: (dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, ...others: tf.Tensor[]) => tf.Tensor,
  ...others: tf.Tensor[]
): tf.Tensor {
  return tf.customGrad((...given) => {
    const [x, save] = given as unknown as [tf.Tensor, (saved: tf.Tensor[]) => void];
    const value = compute(x);
    save([x, value, ...others]);
    const gradFunc = (dy: tf.Tensor, [x, y, ...rest]: tf.Tensor[]) => gradient(dy, x, y, ...rest);
    return { value, gradFunc };
  })(x);
}

/** The value of a function whose gradient is 0. */
export function constant<Given extends tf.Tensor[]>(
  compute: (...given: Given) => tf.Tensor,
  ...given: Given
): tf.Tensor {
  const shapes = given.map(({ shape }) => shape);
  return tf.customGrad((...inputs) => ({
    value: compute(...(inputs.slice(0, shapes.length) as Given)),
    gradFunc: () => shapes.map((shape) => tf.zeros(shape)),
  }))(...given);
}

/** At 0, the gradient of tfjs is -1. */
export function absolute(x: tf.Tensor): tf.Tensor {
  return withGradient(x, tf.abs, (dy, x) => tf.mul(dy, tf.sign(x)));
}

/** The largest or the smallest elements. Equal ones share the gradient, each of which is that of the whole in tfjs. */
export const extreme =
  (compute: typeof tf.max) =>
  (x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor => {
    const kept = withGradient(
      x,
      (x) => compute(x, axes, true),
      (dy, x, y) => {
        const isExtreme = asNumbers(tf.equal(x, y));
        return tf.mul(isExtreme, tf.div(dy, tf.sum(isExtreme, axes, true)));
      },
    );
    return keepDims ? kept : tf.squeeze(kept, axes);
  };

/**
 * The elements at places along an axis. The gradient of tfjs needs a kernel that the wasm backend does not have.
 *
 * @param places Integers, of any shape, which replaces the axis.
 */
export function elementsAt(x: tf.Tensor, places: tf.Tensor, axis: number): tf.Tensor {
  const flat = tf.reshape(places, [-1]);
  const { shape } = x;
  // Three axes, because tfjs cannot transpose more than six, and is wrong for more than four on webgpu.
  const [before, length, behind] = [
    tf.util.sizeFromShape(shape.slice(0, axis)),
    shape[axis],
    tf.util.sizeFromShape(shape.slice(axis + 1)),
  ];
  const taken = withGradient(
    tf.reshape(x, [before, length, behind]),
    (x) => tf.gather(x, flat as tf.Tensor1D, 1),
    (dy, _x, _y, flat) => {
      const rows = tf.reshape(tf.transpose(dy, [1, 0, 2]), [flat.size, before * behind]);
      const sums = tf.scatterND(tf.reshape(flat, [-1, 1]), rows, [length, before * behind]);
      return tf.transpose(tf.reshape(sums, [length, before, behind]), [1, 0, 2]);
    },
    flat,
  );
  return tf.reshape(taken, [...shape.slice(0, axis), ...places.shape, ...shape.slice(axis + 1)]);
}

/** `count` elements along an axis, from the places that a function returns. */
export function pick(
  x: tf.Tensor,
  axis: number,
  count: number,
  placeOf: (i: number) => number,
): tf.Tensor {
  const places = Array.from({ length: count }, (_, i) => placeOf(i));
  return elementsAt(x, tf.tensor1d(places, 'int32'), axis);
}
