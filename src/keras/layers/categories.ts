import * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import { asFloats, asNumbers } from './as_numbers.js';

const MODES = ['int', 'oneHot', 'multiHot', 'count'] as const;

/**
 * How an integer is returned: as itself, as a vector with a 1 in its place, or the integers of a sample together as a
 * vector of those that occur, or of their numbers.
 */
export type Mode = (typeof MODES)[number];

/** @throws When the mode is unknown. */
export function readMode(owner: string, value: unknown): Mode {
  const mode = camelCase(String(value)) as Mode;
  if (MODES.includes(mode)) return mode;
  throw new Error(
    `The outputMode of ${owner} must be one of ${MODES.join(', ')}. Received: outputMode=${show(value)}`,
  );
}

/** The shape of integers below `count` in a mode, for integers of this shape. */
export function encodedShape(shape: tf.Shape, mode: Mode, count: number): tf.Shape {
  if (mode === 'int') return shape;
  const isSingle = shape.length > 1 && shape[shape.length - 1] === 1;
  if (mode === 'oneHot') return [...(isSingle ? shape.slice(0, -1) : shape), count];
  return shape.length > 1 ? [shape[0], ...shape.slice(2), count] : [count];
}

/** Integers below `count` in a mode. Others become zeros. */
export function encoded(x: tf.Tensor, mode: Mode, count: number): tf.Tensor {
  if (mode === 'int') return tf.cast(x, 'int32');
  const each = asNumbers(tf.equal(tf.expandDims(asFloats(x), -1), tf.range(0, count)));
  if (mode === 'oneHot') return tf.reshape(each, encodedShape(x.shape, mode, count) as number[]);
  const axis = x.rank > 1 ? 1 : 0;
  return mode === 'count' ? tf.sum(each, axis) : tf.max(each, axis);
}
