/**
 * How an input that is broadcast to `shape` is read in one walk over the elements of `shape`:
 * element i reads `i % period` of a tile. The tile is the input itself where only leading axes are
 * broadcast, and is made by `expand` where an axis behind them is, or where the input is so short
 * that runs of its length would cost more than the elements.
 */
export interface Tiling {
  readonly period: number;
  readonly expand?: (values: Float32Array, tile: Float32Array) => void;
}

/** Tiles are at least this long where the whole is. */
const SHORTEST_TILE = 1024;

/** The tiling of an input of shape `inputShape` that broadcasts to `shape`. */
export function tiling(inputShape: readonly number[], shape: readonly number[]): Tiling {
  const size = product(shape);
  const padded = [...shape.map(() => 1), ...inputShape].slice(-shape.length || shape.length);
  const first = padded.findIndex((length, axis) => length !== 1 && shape[axis] !== 1);
  const [from, to] = first < 0 ? [[], []] : [padded.slice(first), shape.slice(first)];
  const once = product(to);
  const isWhole = product(from) === once;
  if (isWhole && (once >= SHORTEST_TILE || once === size)) return { period: once };
  const period = Math.min(once * Math.ceil(SHORTEST_TILE / Math.max(once, 1)), size);
  return {
    period,
    expand: (values, tile) => {
      spread(values, from, tile, to);
      for (let filled = once; filled < period; filled *= 2) tile.copyWithin(filled, 0, filled);
    },
  };
}

/** Writes `values` of shape `from`, broadcast to the shape `to`, to the beginning of `tile`. */
function spread(
  values: Float32Array,
  from: readonly number[],
  tile: Float32Array,
  to: readonly number[],
): void {
  let [read, written] = [0, 0];
  const axis = (index: number): void => {
    if (index === to.length) {
      tile[written++] = values[read++];
      return;
    }
    const start = read;
    for (let i = 0; i < to[index]; i++) {
      if (from[index] === 1) read = start;
      axis(index + 1);
    }
  };
  axis(0);
}

/** Calls `run` for stretches of elements within which no tile starts anew. */
export function forEachRun(
  size: number,
  periods: readonly number[],
  longest: number,
  run: (start: number, count: number) => void,
): void {
  for (let start = 0; start < size; ) {
    let count = Math.min(size - start, longest);
    for (const period of periods) count = Math.min(count, period - (start % period));
    run(start, count);
    start += count;
  }
}

export function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
