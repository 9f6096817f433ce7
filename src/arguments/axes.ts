import { type Given, wrong } from './by_name.js';

/**
 * The axes that an argument specifies, as a list even if it is one number.
 *
 * @param owner The function or layer, in errors: `softmax`, `a Softmax layer`.
 * @param given Default: the last axis.
 * @throws When it is neither an integer nor a list of different integers.
 */
export function readAxes(owner: string, given?: Given): number[] {
  if (given === undefined) return [-1];
  const axes = [given.value].flat() as number[];
  if (axes.length === 0 || !axes.every(Number.isInteger)) {
    throw wrong(owner, given, 'must be an integer or a list of integers');
  }
  checkDistinct(owner, { key: given.key, value: axes }, axes);
  return axes;
}

/**
 * The single axis that an argument specifies.
 *
 * @throws When it is not one integer.
 */
export function readAxis(owner: string, given?: Given): number {
  const axes = readAxes(owner, given);
  if (axes.length === 1) return axes[0];
  throw wrong(owner, { key: 'axis', value: axes }, 'must be one');
}

/**
 * The axes as nonnegative numbers, for an input of this rank.
 *
 * @throws When an axis is out of range, and when two are the same.
 */
export function resolveAxes(
  owner: string,
  key: string,
  axes: readonly number[],
  rank: number,
): number[] {
  if (rank === 0 && axes.length > 0) {
    throw new RangeError(
      `The ${key} of ${owner} needs an input of rank 1 or more. Received: an input of rank 0`,
    );
  }
  const given = { key, value: axes };
  const resolved = axes.map((axis) => {
    if (axis < -rank || axis >= rank) {
      const rule = `must lie between ${-rank} and ${rank - 1} for an input of rank ${rank}`;
      throw wrong(owner, given, rule, RangeError);
    }
    return axis < 0 ? axis + rank : axis;
  });
  checkDistinct(owner, given, resolved);
  return resolved;
}

function checkDistinct(owner: string, given: Given, axes: readonly number[]): void {
  if (axes.length > 1 && new Set(axes).size !== axes.length) {
    throw wrong(owner, given, 'must be different axes', RangeError);
  }
}
