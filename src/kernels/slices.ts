import { product } from './broadcast.js';

/**
 * A tensor as slices along adjacent axes, which are treated as one axis of `length` elements: there are `outer` times
 * `inner` slices, and consecutive elements of a slice are `inner` elements apart.
 */
export interface Slices {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The slices of `shape` along `axes` axes, starting at the axis `first`. */
export function slicesOf(shape: readonly number[], first: number, axes: number): Slices {
  return {
    outer: product(shape.slice(0, first)),
    length: product(shape.slice(first, first + axes)),
    inner: product(shape, first + axes),
  };
}
