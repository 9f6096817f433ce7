import type * as tf from '@tensorflow/tfjs';
import { type Given, readNamed } from './by_name.js';
import { show } from './show.js';
import { isTensor } from './tensors.js';

/** A scalar parameter of an activation. */
export interface Parameter {
  /**
   * The value where none is given; without it, one must be. `Infinity` stands for 'no limit' and is `null` in a
   * config.
   */
  readonly default?: number;
  /** The smallest value allowed. */
  readonly min?: number;
  /** What a value must exceed. */
  readonly above?: number;
  /** Other names of the same value, in the systems that a model may come from. */
  readonly also?: readonly string[];
}

/**
 * A value for each parameter of an activation.
 *
 * @throws When one is given that there is not, twice with different values, or out of its range.
 */
export function readParameters(
  owner: string,
  parameters: Readonly<Record<string, Parameter>>,
  given?: object | null,
): Record<string, number | tf.Tensor> {
  const entries = Object.entries(parameters);
  const names = Object.fromEntries(entries.map(([name, { also = [] }]) => [name, also]));
  const values: Record<string, number | tf.Tensor> = {};
  for (const [name, each] of readNamed('parameter', owner, given, names)) {
    const { value } = each;
    values[name] = isTensor(value) ? value : readParameter(owner, parameters[name], each);
  }
  for (const [name, parameter] of entries) {
    const value = values[name] ?? parameter.default;
    if (value === undefined) {
      throw new Error(`The ${name} of ${owner} must be given. Received: ${show(given ?? {})}`);
    }
    values[name] = value;
  }
  return values;
}

/**
 * The value of a scalar parameter.
 *
 * @param owner Whose parameter it is, in errors: `elu`, `an ELU layer`.
 * @throws When it is not a number, is NaN or infinite, or is out of its range.
 */
export function readParameter(
  owner: string,
  { default: byDefault, min, above }: Parameter,
  { key, value }: Given,
): number {
  const canBeNone = byDefault === Infinity;
  if (canBeNone && value === Infinity) return Infinity;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new TypeError(
      `The ${key} of ${owner} must be a finite number` +
        `${canBeNone ? ', or null for none' : ''}. Received: ${key}=${show(value)}`,
    );
  }
  if (min != null && value < min) {
    throw new RangeError(
      `The ${key} of ${owner} cannot be ` +
        `${min === 0 ? 'a negative value' : `less than ${min}`}. Received: ${key}=${value}`,
    );
  }
  if (above != null && value <= above) {
    throw new RangeError(
      `The ${key} of ${owner} must be greater than ${above}. Received: ${key}=${value}`,
    );
  }
  return value;
}
