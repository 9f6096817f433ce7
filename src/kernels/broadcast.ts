import type { ElementwiseKernel } from './backend.js';

/** Whether a tensor of `inputShape` broadcasts to `shape`. */
export function broadcastsTo(inputShape: readonly number[], shape: readonly number[]): boolean {
  const missing = shape.length - inputShape.length;
  if (missing < 0) return false;
  for (let axis = 0; axis < inputShape.length; axis++) {
    const length = inputShape[axis];
    if (length !== 1 && length !== shape[axis + missing]) return false;
  }
  return true;
}

/**
 * How tensors that broadcast to one shape are traversed: in rows of `length`, the last of which may be shorter. An
 * input that `repeats` is one row, read again for every row; the others are read completely.
 */
export interface Rows {
  readonly size: number;
  readonly length: number;
  readonly repeats: readonly boolean[];
}

/** With rows of this length, starting them takes a twentieth of the time; with rows of eight, half. */
const LONG_ROW = 64;
/** For small tensors, it costs more to lengthen rows than to start more of them. */
const FEW_ROWS = 16;

export function rowsOf({ shapes, shape }: Pick<ElementwiseKernel, 'shapes' | 'shape'>): Rows {
  const size = product(shape);
  const repeats: boolean[] = [];
  // Of two inputs that repeat, the longer row is a multiple of the shorter one.
  let longest = 0;
  for (const inputShape of shapes) {
    const isWhole = product(inputShape) === size;
    repeats.push(!isWhole);
    if (!isWhole) longest = Math.max(longest, runLength(inputShape, shape));
  }
  if (longest === 0) return { size, length: size, repeats };
  const wanted = Math.min(LONG_ROW, size / FEW_ROWS);
  const length = Math.min(longest * Math.max(1, Math.ceil(wanted / longest)), size);
  return { size, length, repeats };
}

/** The number of elements of `shape` after which a tensor that broadcasts to it repeats. */
function runLength(inputShape: readonly number[], shape: readonly number[]): number {
  return product(shape, firstOwnAxis(inputShape, shape));
}

/** The first axis of `shape` along which the input is not broadcast. */
export function firstOwnAxis(inputShape: readonly number[], shape: readonly number[]): number {
  const missing = shape.length - inputShape.length;
  const first = inputShape.findIndex((length) => length !== 1);
  return first < 0 ? shape.length : missing + first;
}

/** The axis of `shape` after the last one along which the input is not broadcast. */
export function endOfOwnAxes(inputShape: readonly number[], shape: readonly number[]): number {
  const missing = shape.length - inputShape.length;
  let end = inputShape.length;
  while (end > 0 && inputShape[end - 1] === 1) end--;
  return end === 0 ? shape.length : missing + end;
}

/** The values of inputs that are read completely, and the row of inputs that repeat it. */
export function rowsIn(
  values: readonly Float32Array[],
  { shapes, shape }: Pick<ElementwiseKernel, 'shapes' | 'shape'>,
  { length, repeats }: Rows,
): Float32Array[] {
  return values.map((each, i) => (repeats[i] ? row(each, shapes[i], shape, length) : each));
}

/** The row that an input of `inputShape` repeats: `values` itself if it has that length. */
export function row(
  values: Float32Array,
  inputShape: readonly number[],
  shape: readonly number[],
  length: number,
): Float32Array {
  if (values.length === length) return values;
  const tile = new Float32Array(length);
  const first = firstOwnAxis(inputShape, shape);
  const to = shape.slice(first);
  const from = to.length === 0 ? [] : inputShape.slice(-to.length);
  let [read, written] = [0, 0];
  const spread = (axis: number): void => {
    if (axis === to.length) {
      tile[written++] = values[read++];
      return;
    }
    const start = read;
    for (let i = 0; i < to[axis]; i++) {
      if (from[axis] === 1) read = start;
      spread(axis + 1);
    }
  };
  spread(0);
  while (written < length) {
    tile.copyWithin(written, 0, Math.min(written, length - written));
    written *= 2;
  }
  return tile;
}

/** The product of the lengths, from the axis `first` on. */
export function product(shape: readonly number[], first = 0): number {
  let size = 1;
  for (let axis = first; axis < shape.length; axis++) size *= shape[axis];
  return size;
}
