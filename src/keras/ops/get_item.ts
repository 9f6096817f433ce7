import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { isObject } from '../config/serialized.js';
import { ELLIPSIS } from '../graph/calls.js';
import { pick } from './gradients.js';

// `x[…]` of Python: integers, slices with steps, `...` and `None`.

/** @param key The content of the brackets: a list of integers, `{start, stop, step}`, `'ellipsis'` and `null`. */
export function getItem(x: tf.Tensor, key: unknown): tf.Tensor {
  const items = withoutEllipsis(Array.isArray(key) ? key : [key], x.rank);
  const begin: number[] = [];
  const size: number[] = [];
  const reversed: number[] = [];
  const strides: number[] = [];
  /** The final shape: each axis that is kept, and the new axes. */
  const shape: number[] = [];
  for (const item of items) {
    if (item === null) {
      shape.push(1);
      continue;
    }
    const length = x.shape[begin.length];
    const taken = rangeOf(item, length);
    if (begin.length === 0 && (taken.count !== length || taken.step !== 1 || !isObject(item))) {
      throw new Error(`A slice must take the whole batch. Received: ${show(key)}`);
    }
    if (taken.step < 0) reversed.push(begin.length);
    begin.push(taken.step < 0 ? taken.start + (taken.count - 1) * taken.step : taken.start);
    size.push(taken.count === 0 ? 0 : (taken.count - 1) * Math.abs(taken.step) + 1);
    strides.push(Math.abs(taken.step));
    if (isObject(item)) shape.push(taken.count);
  }
  const sliced = tf.slice(x, begin, size);
  const ordered = reversed.length > 0 ? tf.reverse(sliced, reversed) : sliced;
  return tf.reshape(strides.reduce(everyNth, ordered), shape);
}

function everyNth(x: tf.Tensor, step: number, axis: number): tf.Tensor {
  if (step === 1) return x;
  return pick(x, axis, Math.ceil(x.shape[axis] / step), (i) => i * step);
}

/** One item for each axis. */
function withoutEllipsis(items: readonly unknown[], rank: number): readonly unknown[] {
  const whole = { start: null, stop: null, step: null };
  const missing = rank - items.filter((each) => each !== null && each !== ELLIPSIS).length;
  if (missing < 0) throw new Error(`The tensor has only ${rank} axes. Received: ${show(items)}`);
  const filling = Array.from({ length: missing }, () => whole);
  const at = items.indexOf(ELLIPSIS);
  return at < 0
    ? [...items, ...filling]
    : [...items.slice(0, at), ...filling, ...items.slice(at + 1)];
}

interface Range {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** Equivalent to Python's `slice.indices`. */
function rangeOf(item: unknown, length: number): Range {
  if (typeof item === 'number' && Number.isInteger(item)) {
    const start = item < 0 ? item + length : item;
    if (start >= 0 && start < length) return { start, count: 1, step: 1 };
    throw new Error(`An index must be less than the length, ${length}. Received: ${item}`);
  }
  if (!isObject(item))
    throw new Error(`An index must be an integer or a slice. Received: ${show(item)}`);
  const step = Number(item.step ?? 1);
  const [lowest, highest] = step < 0 ? [-1, length - 1] : [0, length];
  const clamped = (value: unknown, otherwise: number) => {
    if (value === null || value === undefined) return otherwise;
    const index = Number(value) < 0 ? Number(value) + length : Number(value);
    return Math.min(Math.max(index, lowest), highest);
  };
  const start = clamped(item.start, step < 0 ? highest : lowest);
  const stop = clamped(item.stop, step < 0 ? lowest : highest);
  return { start, count: Math.max(0, Math.ceil((stop - start) / step)), step };
}
