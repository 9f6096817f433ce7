import type * as tf from '@tensorflow/tfjs';
import { show } from '../kernels/check.js';
import type { Activation, Parameter } from './activation.js';
import { camelCase } from './names.js';
import { isTensor } from './to_tensor.js';

/**
 * A value for each parameter of an activation.
 *
 * @throws When one is given that there is not, twice with different values, or out of its range.
 */
export function readParameters(
  owner: string,
  { parameters }: Activation,
  given: object = {},
): Record<string, number | tf.Tensor> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`The parameters of ${owner} must be an object. Received: ${show(given)}`);
  }
  const values: Record<string, number | tf.Tensor> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const camel = camelCase(key);
    const name = Object.keys(parameters).find(
      (name) => name === camel || parameters[name].also?.includes(camel),
    );
    if (name === undefined) {
      const known = Object.entries(parameters).flatMap(([name, { also = [] }]) => [name, ...also]);
      throw new Error(
        `Unrecognized parameter of ${owner}. Expected ` +
          `${known.length === 0 ? 'none' : `one of: ${known.join(', ')}`}. ` +
          `Received: ${key}=${show(value)}`,
      );
    }
    const read = isTensor(value) ? value : readParameter(owner, parameters[name], { key, value });
    if (name in values && values[name] !== read) {
      throw new Error(
        `Two names of one parameter of ${owner} have different values. ` +
          `Received: ${name}=${show(values[name])}, ${key}=${show(value)}`,
      );
    }
    values[name] = read;
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = values[name] ?? parameter.default;
    if (value === undefined) {
      throw new Error(`The ${name} of ${owner} must be given. Received: ${show(given)}`);
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
  { key, value }: { readonly key: string; readonly value: unknown },
): number {
  const canBeNone = byDefault === Infinity;
  if (canBeNone && (value === null || value === Infinity)) return Infinity;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new TypeError(
      `The ${key} of ${owner} must be a finite number` +
        `${canBeNone ? ', or null for none' : ''}. Received: ${key}=${show(value)}`,
    );
  }
  if (min !== undefined && value < min) {
    throw new RangeError(
      `The ${key} of ${owner} cannot be ` +
        `${min === 0 ? 'a negative value' : `less than ${min}`}. Received: ${key}=${value}`,
    );
  }
  if (above !== undefined && value <= above) {
    throw new RangeError(
      `The ${key} of ${owner} must be greater than ${above}. Received: ${key}=${value}`,
    );
  }
  return value;
}
