import { product } from './broadcast.js';

/**
 * A tensor as slices along neighbouring axes, which are taken as one of `length` elements: there are
 * `outer` times `inner` of them, and from one element of a slice to the next it is `inner` elements.
 */
export interface Slices {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The slices of `shape` along so many axes from the axis `first` on. */
export function slicesOf(shape: readonly number[], first: number, axes: number): Slices {
  return {
    outer: product(shape.slice(0, first)),
    length: product(shape.slice(first, first + axes)),
    inner: product(shape, first + axes),
  };
}
