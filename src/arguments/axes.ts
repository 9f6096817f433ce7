import type { Given } from './by_name.js';
import { show } from './show.js';

/**
 * The axes that an argument names: a list, also where it is one number.
 *
 * @param owner Whose argument it is, in errors: `softmax`, `a Softmax layer`.
 * @throws When it is neither an integer nor a list of different integers.
 */
export function readAxes(owner: string, { key, value }: Given): number[] {
  const axes = Array.isArray(value) ? [...value] : [value];
  if (axes.length === 0 || !axes.every(Number.isInteger)) {
    throw new TypeError(
      `The ${key} of ${owner} must be an integer or a list of integers. ` +
        `Received: ${key}=${show(value)}`,
    );
  }
  checkDistinct(owner, key, axes, axes);
  return axes;
}

/**
 * The one axis that an argument names.
 *
 * @throws When it is not one integer.
 */
export function readAxis(owner: string, given: Given): number {
  const axes = readAxes(owner, given);
  if (axes.length === 1) return axes[0];
  throw new TypeError(
    `The ${given.key} of ${owner} must be one. Received: ${given.key}=${show(axes)}`,
  );
}

/**
 * The axes counted from the front, for an input of this rank.
 *
 * @throws When one is out of range, and when two are the same.
 */
export function resolveAxes(
  owner: string,
  name: string,
  axes: readonly number[],
  rank: number,
): number[] {
  if (rank === 0 && axes.length > 0) {
    throw new RangeError(
      `The ${name} of ${owner} needs an input of rank 1 or more. Received: an input of rank 0`,
    );
  }
  const resolved = axes.map((axis) => {
    if (axis < -rank || axis >= rank) {
      throw new RangeError(
        `The ${name} of ${owner} must lie between ${-rank} and ${rank - 1} for an ` +
          `input of rank ${rank}. Received: ${name}=${show(axes)}`,
      );
    }
    return axis < 0 ? axis + rank : axis;
  });
  checkDistinct(owner, name, resolved, axes);
  return resolved;
}

function checkDistinct(
  owner: string,
  name: string,
  axes: readonly number[],
  received: readonly number[],
): void {
  if (new Set(axes).size !== axes.length) {
    throw new RangeError(
      `The ${name} of ${owner} must be different axes. Received: ${name}=${show(received)}`,
    );
  }
}
